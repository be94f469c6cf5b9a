// Shared by the controls of all pages.
const element = id => document.getElementById(id);
const pixels = 28;

function paint(canvas, values, left = 0, top = 0) {
  const context = canvas.getContext('2d'), image = context.createImageData(pixels, pixels);
  values.forEach((value, i) => image.data.set([255 * value, 255 * value, 255 * value, 255], 4 * i));
  context.putImageData(image, left, top);
}

// A text in the page's language, with the values in place of {0}, {1} and so on.
function words(english, ...values) {
  return (description.words[english] ?? english).replace(/\{(\d)\}/g, (_, place) => values[place]);
}

function say(text) {
  element('status').textContent = text;
}

// Sets up the seed field and the button for a random seed. Returns a function that selects a seed as if it had been typed.
function offerSeeds(start) {
  const go = seed => {
    element('seed').value = seed;
    start(seed);
  };
  element('surprise').addEventListener('click', () => go(Math.floor(1e6 * Math.random())));
  element('seed').addEventListener('change', event => go(Math.abs(Math.trunc(+event.target.value)) || 0));
  return go;
}

// Creates one button for each label; the digit keys press them, too. Returns a function that presses one as if it had been clicked.
function offerLabels(names, choose) {
  const press = label => {
    buttons.forEach((button, i) => button.setAttribute('aria-pressed', i === label));
    choose(label);
  };
  const buttons = names.map((name, label) => {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', textContent: name });
    button.addEventListener('click', () => press(label));
    element('digits').append(button);
    return button;
  });
  element('digits').hidden = buttons.length === 0;
  document.addEventListener('keydown', event => {
    if (event.target.type !== 'number' && event.key in buttons) press(+event.key);
  });
  return press;
}
