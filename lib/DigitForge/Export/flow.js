// Draws with a flow network: starts from noise, asks the network for the picture's velocity, takes a step, and asks again.
class Flow {
  constructor(network, { labelCount, paperBelow }) {
    this.network = network;
    this.any = labelCount;
    this.paperBelow = paperBelow;
  }

  // The number of evaluations of the network for one picture.
  evaluations({ label, steps, guidance, isMidpoint }) {
    return steps * (isMidpoint ? 2 : 1) * (this.#isGuided(label, guidance) ? 2 : 1);
  }

  // Goes from noise to picture. It pauses after each evaluation of the network, and adds each stage as soon as it is known:
  // the state, and where the network would go from there in one step.
  *film(noise, { label, steps, guidance, isMidpoint }, stages) {
    let state = Float32Array.from(noise);
    for (let step = 0; step < steps; step++) {
      const time = step / steps, length = 1 / steps;
      let velocity = yield* this.#velocity(state, time, label, guidance);
      stages.push({ state, guess: Flow.#gone(state, velocity, 1 - time) });
      if (isMidpoint) velocity = yield* this.#velocity(Flow.#gone(state, velocity, length / 2), time + length / 2, label, guidance);
      state = Flow.#gone(state, velocity, length);
    }
    stages.push({ state, guess: state });
  }

  // A state as a picture, 0 to 1: ink is at 1, paper at -1.
  picture(state) {
    return state.map(value => Math.max(0, Math.min(1, (value + 1) / 2)));
  }

  // A finished picture: 256 grey levels, and everything fainter than the limit becomes paper.
  finished(state) {
    const greys = this.picture(state).map(value => Math.round(255 * value));
    return greys.map(grey => grey < this.paperBelow ? 0 : grey / 255);
  }

  // With guidance: adds a multiple of the change that the label makes to the velocity (Ho and Salimans 2022, arXiv:2207.12598).
  *#velocity(state, time, label, guidance) {
    const asked = yield* this.#ask(state, time, label);
    if (!this.#isGuided(label, guidance)) return asked;
    const any = yield* this.#ask(state, time, this.any);
    return asked.map((value, i) => value + guidance * (value - any[i]));
  }

  *#ask(state, time, label) {
    const velocity = this.network.compute({ pictures: state, times: [time], labels: [label] });
    yield;
    return velocity;
  }

  #isGuided(label, guidance) {
    return label !== this.any && guidance !== 0;
  }

  static #gone(state, velocity, time) {
    return state.map((value, i) => value + time * velocity[i]);
  }
}
