#!/usr/bin/python3
"""The smallest WebKitGTK browser that WebKitWebDriver can drive. It has no toolbar, so it can be as narrow as a phone."""

import argparse

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2

parser = argparse.ArgumentParser()
parser.add_argument("--automation", action="store_true")
parser.add_argument("--data", required=True, help="folder of this browser's cookies and caches")
parser.add_argument("--width", type=int, required=True)
parser.add_argument("--height", type=int, required=True)
parser.add_argument("--without", action="append", default=[], help="a feature of WebKit's to switch off")
asked = parser.parse_args()

settings = WebKit2.Settings()
features = WebKit2.Settings.get_all_features()
named = {features.get(at).get_identifier(): features.get(at) for at in range(features.get_length())}
for name in asked.without:
    settings.set_feature_enabled(named[name], False)

data = WebKit2.WebsiteDataManager(base_data_directory=asked.data, base_cache_directory=asked.data + "/cache")
context = WebKit2.WebContext.new_with_website_data_manager(data)
context.set_automation_allowed(True)
context.set_preferred_languages(["ko-KR"])


def open_view(_session):
    view = WebKit2.WebView(is_controlled_by_automation=True, web_context=context, settings=settings)
    window = Gtk.Window(decorated=False)
    window.set_default_size(asked.width, asked.height)
    window.add(view)
    window.show_all()
    return view


def begin(_context, session):
    session.connect("create-web-view", open_view)


context.connect("automation-started", begin)
Gtk.main()
