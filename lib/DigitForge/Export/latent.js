// A point in the latent space: the point of a seed, plus a step along each direction.
class Latent {
  constructor({ latentSize, labelCount, directions }) {
    this.latentSize = latentSize;
    this.labelCount = labelCount;
    this.directions = directions;
    this.label = 0;
    this.start(1);
  }

  // Goes to the point of a seed.
  start(seed) {
    this.startAt(gaussians(seed, this.latentSize));
  }

  startAt(place) {
    this.base = place;
    this.steps = new Array(this.directions.length).fill(0);
  }

  // The point itself; if steps are given, the point to which they would lead.
  place(steps = this.steps) {
    return this.base.map((value, i) => value + steps.reduce((sum, step, d) => sum + step * this.directions[d][i], 0));
  }

  // The network's input: the point, and the label as a one-hot row.
  input(place = this.place()) {
    return [...place, ...Array.from({ length: this.labelCount }, (_, label) => label === this.label ? 1 : 0)];
  }
}
