// Reports a file that is too large when it is chosen, so that the other fields of the form are not
// lost.
for (const field of document.querySelectorAll("input[type=file][data-most]")) {
  field.addEventListener("change", () => {
    const isLarge = [...field.files].some(({ size }) => size > Number(field.dataset.most));
    field.setCustomValidity(isLarge ? field.dataset.tooLarge : "");
    field.reportValidity();
  });
}
