using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// The article's other family of generative models. An encoder compresses a picture into a few numbers, and a decoder reconstructs the picture from
/// them. Training keeps the numbers so close to a standard normal distribution that new ones can be drawn from it.
/// </summary>
/// <remarks>
/// float32 [B, 784] or [B, 28, 28], 0 to 1 -> float32 [B, 784], 0 to 1: the picture reconstructed from the mean of its distribution. With a latent
/// size of 2 it has 1,068,820 parameters, or 946,485 with a convolutional decoder. Its tensors have the names that the same <c>nn.Module</c>
/// gives them in PyTorch. Kingma and Welling 2013, "Auto-encoding variational Bayes", arXiv:1312.6114, with one more hidden layer than
/// theirs, and with rectifiers.
/// </remarks>
public sealed class VariationalAutoencoder : Module<torch.Tensor, torch.Tensor>
{
    private const int EncoderWidth = 256;

    private readonly Sequential encoder;
    private readonly Linear mean;
    private readonly Linear logVariance;
    private readonly VaeDecoder decoder;

    /// <summary>Creates an encoder and a decoder with newly drawn weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same weights.</param>
    /// <param name="latentSize">
    /// The size of the latent vector: how many numbers describe one picture. With 2, the latent space can be shown as a map.
    /// </param>
    /// <param name="convolutionalDecoder">Whether the decoder uses transposed convolutions; otherwise it has only dense layers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The latent size is below 1.</exception>
    public VariationalAutoencoder(torch.Generator random, int latentSize = 2, bool convolutionalDecoder = false)
        : base(nameof(VariationalAutoencoder))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latentSize, 1);
        encoder = Sequential(
            ("flatten", Flatten()),
            ("dense1", Linear(DigitImage.PixelCount, 512)),
            ("relu1", ReLU()),
            ("dense2", Linear(512, EncoderWidth)),
            ("relu2", ReLU()));
        mean = Linear(EncoderWidth, latentSize);
        logVariance = Linear(EncoderWidth, latentSize);
        decoder = new VaeDecoder(latentSize, convolutionalDecoder);
        register_module("encoder", encoder);
        register_module("mean", mean);
        register_module("log_variance", logVariance);
        register_module("decoder", decoder);
        if (convolutionalDecoder)
            HeNormal.Initialize(this, random);
        else
            GlorotUniform.Initialize(this, random);
    }

    /// <summary>The size of the latent vector: how many numbers describe one picture.</summary>
    public int LatentSize => decoder.LatentSize;

    /// <summary>The layers before the two heads, mean and log variance: picture in, 256 numbers out. Owned by this object.</summary>
    public Sequential Encoder => encoder;

    /// <summary>The decoder: turns points of the latent space, or noise, into pictures. Owned by this object.</summary>
    public VaeDecoder Decoder => decoder;

    /// <summary>Computes each picture's distribution in latent space.</summary>
    /// <param name="images">float32 [B, 784] or [B, 28, 28], 0 to 1.</param>
    /// <returns>One distribution for each picture; the caller owns it.</returns>
    public LatentDistribution Encode(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var hidden = encoder.call(images);
        return new LatentDistribution(
            mean.call(hidden).MoveToOuterDisposeScope(),
            logVariance.call(hidden).MoveToOuterDisposeScope());
    }

    /// <summary>Draws pictures, without gradients.</summary>
    /// <param name="noise">float32 [B, latent size], standard normal, or any points of the latent space.</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    public torch.Tensor Generate(torch.Tensor noise)
    {
        using var noGradient = torch.no_grad();
        return decoder.call(noise);
    }

    /// <summary>Reconstructs pictures from the means of their distributions, without randomness.</summary>
    /// <param name="input">float32 [B, 784] or [B, 28, 28], 0 to 1.</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    public override torch.Tensor forward(torch.Tensor input)
    {
        using var latent = Encode(input);
        return decoder.call(latent.Mean);
    }
}
