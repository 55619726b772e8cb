// Shows the drawing that Python made.

export default function ({ data, parentElement }) {
  parentElement.querySelector(".curve").innerHTML = data.svg;
}
