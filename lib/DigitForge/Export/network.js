// A network as the page stores it: steps, each of which computes a value from others, and one list of all weights.
class Network {
  constructor({ steps, weights }) {
    this.steps = steps;
    this.weights = Network.#fromHalves(weights);
  }

  // Takes the inputs by name, and returns the value of the last step.
  compute(inputs) {
    const values = { ...inputs };
    let value;
    for (const step of this.steps)
      value = values[step.name] = Network.#kinds[step.kind](step, this.weights, ...step.inputs.map(name => values[name]));
    return value;
  }

  // Half precision: a sign, five binary digits of exponent, ten of fraction.
  static #fromHalves(base64) {
    const bytes = atob(base64);
    const numbers = new Float32Array(bytes.length / 2);
    for (let i = 0; i < numbers.length; i++) {
      const high = bytes.charCodeAt(2 * i + 1), fraction = (high & 3) << 8 | bytes.charCodeAt(2 * i);
      const exponent = high >> 2 & 31, sign = high & 128 ? -1 : 1;
      numbers[i] = sign * (exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24);
    }
    return numbers;
  }

  static #kinds = {
    dense({ outputs, weight, bias }, w, x) {
      const y = w.slice(bias, bias + outputs), inputs = x.length;
      for (let o = 0, k = weight; o < outputs; o++) {
        let sum = 0;
        for (let i = 0; i < inputs; i++) sum += w[k++] * x[i];
        y[o] += sum;
      }
      return y;
    },

    // Multiplies the whole picture, shifted, by each weight of the kernel in turn.
    convolution(layer, w, x) {
      const { channels, height, width, outputs, outputHeight, outputWidth, kernel, stride, padding, weight } = layer;
      const y = Network.#biases(layer, w);
      let k = weight;
      for (let o = 0; o < outputs; o++)
        for (let c = 0; c < channels; c++)
          for (let dy = -padding; dy < kernel - padding; dy++)
            for (let dx = -padding; dx < kernel - padding; dx++) {
              const factor = w[k++];
              const [top, bottom] = Network.#inside(dy, stride, height, outputHeight);
              const [left, right] = Network.#inside(dx, stride, width, outputWidth);
              for (let row = top; row < bottom; row++) {
                const from = (c * height + row * stride + dy) * width + dx, to = (o * outputHeight + row) * outputWidth;
                for (let column = left; column < right; column++) y[to + column] += factor * x[from + column * stride];
              }
            }
      return y;
    },

    // The reverse of a convolution: each pixel is spread over the reach of the kernel.
    transposedConvolution(layer, w, x) {
      const { channels, height, width, outputs, outputHeight, outputWidth, kernel, stride, padding, weight } = layer;
      const y = Network.#biases(layer, w);
      let k = weight;
      for (let c = 0; c < channels; c++)
        for (let o = 0; o < outputs; o++)
          for (let dy = -padding; dy < kernel - padding; dy++)
            for (let dx = -padding; dx < kernel - padding; dx++) {
              const factor = w[k++];
              const [top, bottom] = Network.#inside(dy, stride, outputHeight, height);
              const [left, right] = Network.#inside(dx, stride, outputWidth, width);
              for (let row = top; row < bottom; row++) {
                const from = (c * height + row) * width, to = (o * outputHeight + row * stride + dy) * outputWidth + dx;
                for (let column = left; column < right; column++) y[to + column * stride] += factor * x[from + column];
              }
            }
      return y;
    },

    scale({ channels, factor, summand }, w, x) {
      const area = x.length / channels;
      return x.map((value, i) => value * w[factor + Math.floor(i / area)] + w[summand + Math.floor(i / area)]);
    },

    enlarge({ channels, height, width, factor }, w, x) {
      const y = new Float32Array(x.length * factor * factor), wide = width * factor;
      for (let row = 0; row < channels * height * factor; row++)
        for (let column = 0; column < wide; column++)
          y[row * wide + column] = x[Math.floor(row / factor) * width + Math.floor(column / factor)];
      return y;
    },

    // Shifts and scales each group of channels to mean 0 and variance 1.
    normalizeGroups({ groups, epsilon }, w, x) {
      const y = new Float32Array(x.length), size = x.length / groups;
      for (let from = 0; from < x.length; from += size) {
        let sum = 0, squares = 0;
        for (let i = from; i < from + size; i++) sum += x[i];
        const mean = sum / size;
        for (let i = from; i < from + size; i++) squares += (x[i] - mean) ** 2;
        const factor = 1 / Math.sqrt(squares / size + epsilon);
        for (let i = from; i < from + size; i++) y[i] = factor * (x[i] - mean);
      }
      return y;
    },

    // Turns blocks of pixels into channels, and back. The sizes are those of the larger picture.
    unshuffle(step, w, x) {
      const y = new Float32Array(x.length);
      Network.#eachPixel(step, (large, small) => { y[small] = x[large]; });
      return y;
    },
    shuffle(step, w, x) {
      const y = new Float32Array(x.length);
      Network.#eachPixel(step, (large, small) => { y[large] = x[small]; });
      return y;
    },

    leakyRelu: ({ slope }, w, x) => x.map(value => value > 0 ? value : slope * value),
    silu: (_, w, x) => x.map(value => value / (1 + Math.exp(-value))),
    sigmoid: (_, w, x) => x.map(value => 1 / (1 + Math.exp(-value))),
    tanh: (_, w, x) => x.map(Math.tanh),

    sum: (_, w, x, y) => x.map((value, i) => value + y[i]),
    concatenate(_, w, x, y) {
      const both = new Float32Array(x.length + y.length);
      both.set(x);
      both.set(y, x.length);
      return both;
    },
    modulate(_, w, x, told) {
      const channels = told.length / 2, area = x.length / channels;
      return x.map((value, i) => value * (1 + told[Math.floor(i / area)]) + told[channels + Math.floor(i / area)]);
    },
    waves({ frequencies }, w, [time]) {
      const angles = Float32Array.from(frequencies, frequency => Math.fround(frequency) * Math.fround(time));
      return Float32Array.of(...angles.map(Math.sin), ...angles.map(Math.cos));
    },
    oneHot: ({ count }, w, [label]) => Float32Array.from({ length: count }, (_, i) => i === label ? 1 : 0),
  };

  static #eachPixel({ channels, height, width, factor }, visit) {
    const rows = height / factor, columns = width / factor;
    for (let c = 0, large = 0; c < channels; c++)
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++, large++) {
          const channel = (c * factor + row % factor) * factor + column % factor;
          visit(large, (channel * rows + Math.floor(row / factor)) * columns + Math.floor(column / factor));
        }
  }

  static #biases({ outputs, outputHeight, outputWidth, bias }, w) {
    const area = outputHeight * outputWidth, y = new Float32Array(outputs * area);
    for (let o = 0; o < outputs; o++) y.fill(w[bias + o], o * area, (o + 1) * area);
    return y;
  }

  // The indices i, 0 to below count, for which i * stride + shift is from 0 to below size: the first, and the one after the last.
  static #inside(shift, stride, size, count) {
    return [Math.max(0, Math.ceil(-shift / stride)), Math.min(count, Math.ceil((size - shift) / stride))];
  }
}
