// The page's controls: each changes the point in the latent space and requests a new picture.
const network = new Network(description.network);
const latent = new Latent(description);
const reach = 3, tiles = 9, patience = 8;
const draw = place => network.compute({ input: Float32Array.from(latent.input(place)) });

// Draws at most one picture per frame, however fast the controls move. The remaining time goes into the map.
const map = {
  next: 0,
  steps: index => {
    const at = place => reach * (2 * place / (tiles - 1) - 1);
    return [at(index % tiles), -at(Math.floor(index / tiles))].slice(0, latent.directions.length);
  },
  paintSome(end) {
    for (; this.next < tiles * tiles && performance.now() < end; this.next++) {
      const steps = [...this.steps(this.next), ...latent.steps.slice(2)];
      const values = draw(latent.place(steps));
      paint(element('map'), values, pixels * (this.next % tiles), pixels * Math.floor(this.next / tiles));
    }
    return this.next === tiles * tiles;
  },
};

let isAsked = false;
function ask() {
  if (!isAsked) requestAnimationFrame(frame);
  isAsked = true;
}

let isStale = true;
function frame() {
  const end = performance.now() + patience;
  isAsked = false;
  if (isStale) paint(element('picture'), draw());
  isStale = false;
  if (!map.paintSome(end)) ask();
}

function moved({ mapToo = true } = {}) {
  isStale = true;
  if (mapToo) map.next = 0;
  latent.steps.forEach((step, i) => { sliders[i].value = step; });
  const [across, up = 0] = latent.steps;
  element('dot').style.left = `${50 + 50 * across / reach}%`;
  element('dot').style.top = `${50 - 50 * up / reach}%`;
  ask();
}

const clamp = value => Math.max(-reach, Math.min(reach, value));

// The pad: the first direction is horizontal, the second vertical.
function step(across, up) {
  [across, up].slice(0, latent.steps.length).forEach((value, i) => { latent.steps[i] = clamp(value); });
  moved({ mapToo: false });
  say(words('Across {0}, up {1}', latent.steps[0].toFixed(1), (latent.steps[1] ?? 0).toFixed(1)));
}

const pad = element('pad');
function drag(event) {
  const box = pad.getBoundingClientRect();
  step(reach * (2 * (event.clientX - box.left) / box.width - 1), reach * (1 - 2 * (event.clientY - box.top) / box.height));
}
pad.addEventListener('pointerdown', event => { pause(); pad.setPointerCapture(event.pointerId); drag(event); });
pad.addEventListener('pointermove', event => { if (pad.hasPointerCapture(event.pointerId)) drag(event); });
pad.addEventListener('keydown', event => {
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
  if (!(event.key in arrows)) return;
  event.preventDefault();
  pause();
  const [across, up] = arrows[event.key];
  step(latent.steps[0] + across / 5, (latent.steps[1] ?? 0) + up / 5);
});

// One slider for each direction.
const sliders = latent.directions.map((_, i) => {
  const label = document.createElement('label'), slider = document.createElement('input');
  Object.assign(slider, { type: 'range', min: -reach, max: reach, step: 0.05, value: 0 });
  label.append(words('Direction {0}', i + 1), slider);
  element('sliders').append(label);
  slider.addEventListener('input', () => {
    pause();
    latent.steps[i] = +slider.value;
    moved({ mapToo: i > 1 });
    say(words('Direction {0} at {1}', i + 1, latent.steps[i].toFixed(1)));
  });
  return slider;
});

const start = offerSeeds(seed => {
  pause();
  latent.start(seed);
  moved();
  say(words('The picture of seed {0}', seed));
});
element('back').addEventListener('click', () => start(+element('seed').value));

// Digits, for a generator with labels.
const choose = offerLabels([...Array(latent.labelCount).keys()], digit => {
  latent.label = digit;
  moved();
  say(words('A {0}, if the network obeys', digit));
});

// From A to B in a straight line, and back.
const ends = { A: latent.place(), B: latent.place() };
const way = element('way'), travel = element('travel');
function keep(end) {
  ends[end] = latent.place();
  paint(element(`keep${end}`).querySelector('canvas'), draw());
  way.value = end === 'A' ? 0 : 1;
  say(words('Kept as {0}', end));
}
function follow() {
  latent.startAt(ends.A.map((value, i) => value + way.value * (ends.B[i] - value)));
  moved({ mapToo: !player });
}
element('keepA').addEventListener('click', () => { pause(); keep('A'); });
element('keepB').addEventListener('click', () => { pause(); keep('B'); });
way.addEventListener('input', () => { pause(); follow(); say(words('{0} % of the way from A to B', Math.round(100 * way.value))); });

let player = 0;
function pause() {
  cancelAnimationFrame(player);
  if (player) map.next = 0;
  player = 0;
  travel.setAttribute('aria-pressed', false);
}
const secondsOneWay = 3;
function play() {
  const from = performance.now() - 1000 * secondsOneWay * way.value;
  const go = now => {
    const turns = (now - from) / 1000 / secondsOneWay % 2;
    way.value = turns < 1 ? turns : 2 - turns;
    player = requestAnimationFrame(go);
    follow();
  };
  travel.setAttribute('aria-pressed', true);
  player = requestAnimationFrame(go);
  say(words('Travelling between A and B'));
}
travel.addEventListener('click', () => player ? (pause(), moved()) : play());

if (latent.labelCount > 0) choose(0);
latent.start(2);
keep('B');
latent.start(1);
keep('A');
start(1);
