//! A minimal browser without scripts, enough for an order: it keeps cookies, does not follow
//! redirects, and sends a form with the values that the page put into its fields.

use anyhow::{Context as _, Result, ensure};
use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(10);
const FORM: &str = "Accept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n";

pub struct PageVisitor {
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
}

/// An HTTP response: its redirect, if it has one, and its page.
struct PageResponse {
    status: u16,
    location: Option<String>,
    page: String,
}

impl PageVisitor {
    /// A visitor of the surface at `address`, without cookies.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, cookies: BTreeMap::new() }
    }

    /// The page at `path`.
    pub fn get(&mut self, path: &str) -> Result<String> {
        Ok(self.send_request("GET", path, None)?.page)
    }

    /// Sends a form and returns the location that the response redirects to.
    pub fn send_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        let form: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = self.send_request("POST", path, Some(&form.join("&")))?;
        answer.location.with_context(|| format!("{path} gave {} and leads nowhere", answer.status))
    }

    fn send_request(
        &mut self,
        method: &str,
        path: &str,
        form: Option<&str>,
    ) -> Result<PageResponse> {
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (kind, body) = form.map_or(("", ""), |form| (FORM, form));
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: {}\r\nCookie: {}\r\n{kind}Content-Length: {}\r\n\r\n{body}",
            self.address,
            cookies.join("; "),
            body.len()
        );
        let mut stream = TcpStream::connect_timeout(&self.address, LIMIT)?;
        stream.set_read_timeout(Some(LIMIT))?;
        stream.write_all(request.as_bytes())?;
        let mut said = Vec::new();
        stream
            .read_to_end(&mut said)
            .with_context(|| format!("{method} {path} was not answered"))?;
        let answer = parse_response(&String::from_utf8_lossy(&said), &mut self.cookies)
            .with_context(|| format!("{method} {path} was not answered in HTTP"))?;
        ensure!(answer.status < 400, "{method} {path} gave {}", answer.status);
        Ok(answer)
    }
}

/// Parses an HTTP/1.0 response, whose body lasts until the connection ends, and adds its cookies.
fn parse_response(said: &str, cookies: &mut BTreeMap<String, String>) -> Option<PageResponse> {
    let (head, page) = said.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let mut location = None;
    for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
        if name.eq_ignore_ascii_case("location") {
            location = Some(value.to_owned());
        } else if name.eq_ignore_ascii_case("set-cookie")
            && let Some((name, value)) =
                value.split(';').next().and_then(|pair| pair.split_once('='))
        {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
    Some(PageResponse { status, location, page: page.to_owned() })
}

/// Value of the form field `name` on the page.
pub fn field_value<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let inputs = page.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
    let mut named = inputs.filter(|input| attribute_value(input, "name") == Some(name));
    named.find_map(|input| attribute_value(input, "value"))
}

/// Value of the first attribute called `name` in `text`.
pub fn attribute_value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_cookies_and_where_an_answer_leads_are_read() {
        let page = "<form><input type=\"hidden\" value=\"k\" name=\"key\"><input name=\"keys\" value=\"x\"></form>";
        assert_eq!((field_value(page, "key"), field_value(page, "shown_total")), (Some("k"), None));
        let said = "HTTP/1.1 302 Found\r\nLocation: /client/cart\r\nset-cookie: a=b=; Path=/\r\nSet-Cookie: c=d\r\n\r\nx";
        let mut cookies = BTreeMap::from([("c".to_owned(), "old".to_owned())]);
        let answer = parse_response(said, &mut cookies).unwrap();
        assert_eq!(
            (answer.status, answer.location.as_deref(), answer.page.as_str()),
            (302, Some("/client/cart"), "x")
        );
        assert_eq!(
            cookies.into_iter().map(|(name, value)| name + &value).collect::<Vec<_>>(),
            ["ab=", "cd"]
        );
        assert!(parse_response("", &mut BTreeMap::new()).is_none());
    }
}
