using System.Diagnostics;
using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Training;

/// <summary>
/// Trains a network on labelled pictures in few epochs: Adam with a learning rate that rises to its peak and then falls to zero.
/// </summary>
/// <remarks>The "one cycle" policy: Smith 2018, arXiv:1803.09820.</remarks>
internal static class OneCycle
{
    private const int BatchSize = 128;
    private const double PeakLearningRate = 3e-3;
    private const double RisingFraction = 0.2;

    /// <summary>Trains a network and leaves it in inference mode.</summary>
    /// <param name="network">The network; its weights are changed in place.</param>
    /// <param name="data">Pictures of 28 x 28 pixels with labels 0 to 9.</param>
    /// <param name="random">Draws the order of the pictures.</param>
    /// <param name="epochs">The number of passes over the data.</param>
    /// <param name="progress">Receives a report after every epoch, on this thread.</param>
    /// <param name="lossOf">Computes the loss of a batch from the indices of its pictures. Its tensors may stay in the dispose scope.</param>
    public static void Run(
        FeatureNetwork network, ImageDataSet data, torch.Generator random, int epochs, IProgress<ClassifierProgress>? progress, Func<torch.Tensor, torch.Tensor> lossOf)
    {
        Setting.AtLeastOne("The number of epochs", epochs);
        if (data.PixelCount != DigitImage.PixelCount || data.ClassNames.Count > DigitClassifier.DigitCount)
            throw new OneSentenceException($"{data.Name}: found images of {data.PixelCount} pixels in {data.ClassNames.Count} classes, expected {DigitImage.PixelCount} pixels and at most {DigitClassifier.DigitCount} classes.");

        var clock = Stopwatch.StartNew();
        var weights = new Adam.ParamGroup(network.parameters(), PeakLearningRate);
        using var adam = torch.optim.Adam([weights]);
        int batches = (data.Count + BatchSize - 1) / BatchSize;
        network.train();
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            using var scope = torch.NewDisposeScope();
            double loss = 0;
            var order = torch.randperm(data.Count, generator: random).split(BatchSize);
            for (int batch = 0; batch < batches; batch++)
            {
                double fraction = ((epoch * batches) + batch + 1.0) / (epochs * batches);
                weights.LearningRate = PeakLearningRate * Math.Min(fraction / RisingFraction, (1 - fraction) / (1 - RisingFraction));
                loss += Step(adam, () => lossOf(order[batch])) * order[batch].shape[0];
            }

            progress?.Report(new ClassifierProgress(epoch + 1, epochs, loss / data.Count, clock.Elapsed));
        }

        network.eval();
    }

    private static double Step(torch.optim.Optimizer adam, Func<torch.Tensor> computeLoss)
    {
        using var scope = torch.NewDisposeScope();
        var loss = computeLoss();
        adam.zero_grad();
        loss.backward();
        adam.step();
        float value = loss.item<float>();
        return float.IsFinite(value) ? value : throw new OneSentenceException($"The training diverged: found a loss of {value}, expected a finite number; create a new network, and check the pictures and labels that it is trained on.");
    }
}

/// <summary>The progress of the training of a classifier or an inspector, reported after every epoch: one pass over the data.</summary>
/// <param name="Epoch">The number of epochs completed.</param>
/// <param name="Epochs">The total number of epochs.</param>
/// <param name="Loss">
/// The mean loss over the epoch; for a classifier, the cross-entropy in nats. Each batch is measured before the step on it.
/// </param>
/// <param name="Elapsed">The time since training began.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record ClassifierProgress(int Epoch, int Epochs, double Loss, TimeSpan Elapsed)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() =>
        Language.Text($"epoch {Epoch} of {Epochs}: loss {Loss:F4}, {Elapsed.TotalSeconds:F0} s");
}
