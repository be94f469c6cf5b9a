// The page's controls: each starts a new film, and a slider moves through it.
const network = new Network(description.network);
const flow = new Flow(network, description);
const settings = { label: 0, ...description.sampler };
const patience = 12, secondsToPlay = 4;
const slider = element('time');
let seed = 1, stages = [], work = null, asked = 0, turn = 0, player = 0;

// Within a step, a picture moves in a straight line.
function show(time) {
  const place = time * settings.steps, index = Math.min(Math.floor(place), stages.length - 1);
  const { state, guess } = stages[index], next = stages[index + 1]?.state ?? state;
  const isFinished = index === settings.steps;
  const here = state.map((value, i) => value + (place - index) * (next[i] - value));
  paint(element('picture'), isFinished ? flow.finished(here) : flow.picture(here));
  paint(element('guess'), isFinished ? flow.finished(guess) : flow.picture(guess));
  slider.value = time;
  slider.setAttribute('aria-valuetext', words('{0} % of the way', Math.round(100 * time)));
}

// The film is computed piece by piece, so that the page stays responsive. Until it is complete, a bar shows the progress.
function begin() {
  pause();
  stages = [];
  asked = 0;
  element('progress').value = 0;
  work = flow.film(gaussians(seed, pixels * pixels), settings, stages);
  working(true);
  clearTimeout(turn);
  turn = setTimeout(goOn);
}
function working(isWorking) {
  element('play').disabled = slider.disabled = isWorking;
  element('progress').style.visibility = isWorking ? 'visible' : 'hidden';
}
function goOn() {
  const end = performance.now() + patience;
  let isWhole = false;
  while (!isWhole && performance.now() < end) {
    isWhole = work.next().done;
    if (!isWhole) asked++;
  }
  element('progress').value = asked / flow.evaluations(settings);
  if (stages.length > 0) show((stages.length - 1) / settings.steps);
  if (isWhole) finish();
  else turn = setTimeout(goOn);
}
function finish() {
  work = null;
  working(false);
  const what = settings.label === flow.any ? words('Some digit') : words('A {0}', settings.label);
  const steps = settings.steps === 1 ? words('1 step') : words('{0} steps', settings.steps);
  const times = asked === 1 ? words('once') : words('{0} times', asked);
  say(words('{0} from seed {1} in {2}: the network was asked {3}.', what, seed, steps, times));
}

// The slider and the film.
slider.addEventListener('input', () => {
  pause();
  show(+slider.value);
});
function pause() {
  cancelAnimationFrame(player);
  player = 0;
  element('play').setAttribute('aria-pressed', false);
}
function play() {
  const start = +slider.value < 1 ? +slider.value : 0, from = performance.now() - 1000 * secondsToPlay * start;
  const go = now => {
    const time = Math.max(0, Math.min(1, (now - from) / 1000 / secondsToPlay));
    show(time);
    if (time === 1) pause();
    else player = requestAnimationFrame(go);
  };
  element('play').setAttribute('aria-pressed', true);
  player = requestAnimationFrame(go);
}
element('play').addEventListener('click', () => player ? pause() : play());

// The settings of the film.
const start = offerSeeds(chosen => {
  seed = chosen;
  begin();
});
const choose = offerLabels([...Array(flow.any).keys(), words('any')], label => {
  settings.label = label;
  element('guidance').disabled = label === flow.any;
  begin();
});
function offerNumber(name, digits) {
  const control = element(name), shown = element(`${name}Shown`);
  const tell = () => { shown.value = settings[name].toFixed(digits); };
  control.max = Math.max(control.max, settings[name]);
  control.value = settings[name];
  control.addEventListener('input', () => {
    settings[name] = +control.value;
    tell();
    begin();
  });
  tell();
}
offerNumber('steps', 0);
offerNumber('guidance', 2);
element('midpoint').checked = settings.isMidpoint;
element('midpoint').addEventListener('change', event => {
  settings.isMidpoint = event.target.checked;
  begin();
});

choose(0);
