// A place in the latent space: where a seed has put us, and how far we have gone from there along each direction.
class Latent {
  constructor({ latentSize, labelCount, directions }) {
    this.latentSize = latentSize;
    this.labelCount = labelCount;
    this.directions = directions;
    this.label = 0;
    this.start(1);
  }

  // Goes to the place that a seed stands for.
  start(seed) {
    this.startAt(gaussians(seed, this.latentSize));
  }

  startAt(place) {
    this.base = place;
    this.steps = new Array(this.directions.length).fill(0);
  }

  // The place itself; with steps given, the place that those would lead to.
  place(steps = this.steps) {
    return this.base.map((value, i) => value + steps.reduce((sum, step, d) => sum + step * this.directions[d][i], 0));
  }

  // What the network is given: the place, and the label as one 1 among 0s.
  input(place = this.place()) {
    return [...place, ...Array.from({ length: this.labelCount }, (_, label) => label === this.label ? 1 : 0)];
  }
}
