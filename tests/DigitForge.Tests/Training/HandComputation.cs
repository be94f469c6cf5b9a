using TorchSharp;

namespace DigitForge.Tests.Training;

/// <summary>
/// The article's networks again, in plain double arithmetic with handwritten gradients. The tests compare torch's results
/// with these.
/// </summary>
internal sealed class HandComputation
{
    private const double Epsilon = 1e-7;

    private readonly DenseLayer[] discriminator;
    private readonly DenseLayer[] generator;
    private readonly (double[] Scale, double[] Shift)[] norms;
    private int step;

    public HandComputation(DigitForge.Models.Generator generator, DigitForge.Models.Discriminator discriminator)
    {
        this.discriminator = [.. Linear(discriminator)];
        this.generator = [.. Linear(generator)];
        norms = [.. generator.children().OfType<TorchSharp.Modules.BatchNorm1d>()
            .Select(norm => (Doubles(norm.weight!), Doubles(norm.bias!)))];
    }

    /// <summary>One update of the discriminator: forward, loss, backward, Adam.</summary>
    public (double Loss, double Accuracy) TrainDiscriminator(double[][] images, int label)
    {
        var (logits, inputs) = Forward(discriminator, images);
        double loss = logits.Average(logit => CrossEntropy(logit, label));
        double accuracy = logits.Average(logit => logit > 0 == (label == 1) ? 1.0 : 0.0);

        var gradient = logits.Select(logit => new[] { (Sigmoid(logit) - label) / images.Length }).ToArray();
        step++;
        for (int i = discriminator.Length - 1; i >= 0; i--)
            gradient = discriminator[i].Backward(inputs[i], gradient, throughRelu: i > 0, step, Epsilon);
        return (loss, accuracy);
    }

    /// <summary>The generator's pictures. Batch normalization uses initial running statistics, or the batch's own.</summary>
    public double[][] Generate(double[][] noise, bool training)
    {
        var values = noise;
        for (int i = 0; i < norms.Length; i++)
            values = Normalize(generator[i].Forward(values, relu: true), norms[i], training);
        return [.. generator[^1].Forward(values, relu: false).Select(row => row.Select(Sigmoid).ToArray())];
    }

    /// <summary>The generator's loss: the binary cross-entropy of its fakes against "real".</summary>
    public double GeneratorLoss(double[][] noise) =>
        Forward(discriminator, Generate(noise, training: true)).Logits.Average(logit => CrossEntropy(logit, 1));

    private static (double[] Logits, double[][][] Inputs) Forward(DenseLayer[] layers, double[][] values)
    {
        var inputs = new double[layers.Length][][];
        for (int i = 0; i < layers.Length; i++)
        {
            inputs[i] = values;
            values = layers[i].Forward(values, relu: i < layers.Length - 1);
        }

        return ([.. values.Select(row => row[0])], inputs);
    }

    private static double[][] Normalize(double[][] rows, (double[] Scale, double[] Shift) norm, bool training)
    {
        int width = rows[0].Length;
        var mean = new double[width];
        var variance = new double[width];
        Array.Fill(variance, 1.0);
        for (int j = 0; training && j < width; j++)
        {
            mean[j] = rows.Average(row => row[j]);
            variance[j] = rows.Average(row => (row[j] - mean[j]) * (row[j] - mean[j]));
        }

        return [.. rows.Select(row => row.Select((value, j) =>
            ((value - mean[j]) / Math.Sqrt(variance[j] + 1e-3) * norm.Scale[j]) + norm.Shift[j]).ToArray())];
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double CrossEntropy(double logit, int label) =>
        label == 1 ? Math.Log(1 + Math.Exp(-logit)) : Math.Log(1 + Math.Exp(logit));

    private static IEnumerable<DenseLayer> Linear(torch.nn.Module model) => model.children().OfType<TorchSharp.Modules.Linear>()
        .Select(layer => new DenseLayer(Doubles(layer.weight), Doubles(layer.bias!), (int)layer.in_features));

    private static double[] Doubles(torch.Tensor tensor) =>
        [.. tensor.detach().data<float>().ToArray().Select(value => (double)value)];
}
