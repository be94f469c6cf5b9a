// A generator as the page carries it: a list of layers, and all their weights in one row.
class Network {
  constructor(description) {
    this.layers = description.layers;
    this.weights = Network.#fromHalves(description.weights);
  }

  // Noise (and a label's 0s and 1s) in, 784 pixels from 0 to 1 out.
  draw(input) {
    let values = Float32Array.from(input);
    for (const layer of this.layers) values = Network.#kinds[layer.kind](layer, values, this.weights);
    return values;
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
    dense({ outputs, weight, bias }, x, w) {
      const y = w.slice(bias, bias + outputs), inputs = x.length;
      for (let o = 0, k = weight; o < outputs; o++) {
        let sum = 0;
        for (let i = 0; i < inputs; i++) sum += w[k++] * x[i];
        y[o] += sum;
      }
      return y;
    },

    // Each weight of the kernel multiplies the whole picture, moved to where that weight looks.
    convolution(layer, x, w) {
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

    // The same the other way: each pixel is spread over where the kernel reaches.
    transposedConvolution(layer, x, w) {
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

    scale({ channels, factor, summand }, x, w) {
      const area = x.length / channels;
      return x.map((value, i) => value * w[factor + Math.floor(i / area)] + w[summand + Math.floor(i / area)]);
    },

    enlarge({ channels, height, width, factor }, x) {
      const y = new Float32Array(x.length * factor * factor), wide = width * factor;
      for (let row = 0; row < channels * height * factor; row++)
        for (let column = 0; column < wide; column++)
          y[row * wide + column] = x[Math.floor(row / factor) * width + Math.floor(column / factor)];
      return y;
    },

    leakyRelu: ({ slope }, x) => x.map(value => value > 0 ? value : slope * value),
    sigmoid: (_, x) => x.map(value => 1 / (1 + Math.exp(-value))),
    tanh: (_, x) => x.map(Math.tanh),
  };

  static #biases({ outputs, outputHeight, outputWidth, bias }, w) {
    const area = outputHeight * outputWidth, y = new Float32Array(outputs * area);
    for (let o = 0; o < outputs; o++) y.fill(w[bias + o], o * area, (o + 1) * area);
    return y;
  }

  // The places i from 0 below count for which i * stride + shift lies from 0 below size: the first, and the one after the last.
  static #inside(shift, stride, size, count) {
    return [Math.max(0, Math.ceil(-shift / stride)), Math.min(count, Math.ceil((size - shift) / stride))];
  }
}
