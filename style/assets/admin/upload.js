// A file that is larger than its field says is told of when it is chosen: nothing that was typed beside it is lost on the way.
for (const field of document.querySelectorAll("input[type=file][data-most]")) {
  field.addEventListener("change", () => {
    const isLarge = [...field.files].some(({ size }) => size > Number(field.dataset.most));
    field.setCustomValidity(isLarge ? field.dataset.tooLarge : "");
    field.reportValidity();
  });
}
