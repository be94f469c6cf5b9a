using DigitForge.Models;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Tests.Training;

/// <summary>A discriminator that records which label each picture came with.</summary>
internal sealed class WitnessDiscriminator()
    : DiscriminatorNetwork(10, ("dense", Linear(Generator.PixelCount + 10, 1)), ("sigmoid", Sigmoid()))
{
    public List<(float FirstPixel, long Label)> Seen { get; } = [];

    public override torch.Tensor Logits(torch.Tensor images, torch.Tensor? labels = null)
    {
        using var pixels = images[.., 0].detach();
        Seen.AddRange(pixels.data<float>().ToArray().Zip(labels!.data<long>().ToArray()));
        return base.Logits(images, labels);
    }
}
