using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// The article's other family of generative models: an encoder squeezes a picture into a few numbers, a decoder makes a picture of
/// them, and the numbers are kept so close to a standard normal distribution that one can draw from it.
/// </summary>
/// <remarks>
/// float32 [B, 784] or [B, 28, 28], 0 to 1 -> float32 [B, 784], 0 to 1: the picture rebuilt from the mean of its distribution. With a latent
/// size of 2 it has 1,068,820 parameters. The names of its tensors are those of the same <c>nn.Module</c> in PyTorch. Kingma and Welling
/// 2013, "Auto-encoding variational Bayes", arXiv:1312.6114, with one hidden layer more than theirs and rectifiers.
/// </remarks>
public sealed class VariationalAutoencoder : Module<torch.Tensor, torch.Tensor>
{
    private const int EncoderWidth = 256;

    private readonly Sequential encoder;
    private readonly Linear mean;
    private readonly Linear logVariance;
    private readonly VaeDecoder decoder;

    /// <summary>Makes an encoder and a decoder with fresh weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same weights.</param>
    /// <param name="latentSize">How many numbers describe one picture; 2 makes a map that one can look at.</param>
    /// <exception cref="ArgumentOutOfRangeException">The latent size is below 1.</exception>
    public VariationalAutoencoder(torch.Generator random, int latentSize = 2)
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
        decoder = new VaeDecoder(latentSize);
        register_module("encoder", encoder);
        register_module("mean", mean);
        register_module("log_variance", logVariance);
        register_module("decoder", decoder);
        GlorotUniform.Initialize(this, random);
    }

    /// <summary>How many numbers describe one picture.</summary>
    public int LatentSize => decoder.LatentSize;

    /// <summary>The layers before the two heads, mean and log variance: picture in, 256 numbers out. Owned by this object.</summary>
    public Sequential Encoder => encoder;

    /// <summary>Turns points of the latent space, or noise, into pictures. Owned by this object.</summary>
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

    /// <summary>Rebuilds pictures from the means of their distributions, without randomness.</summary>
    /// <param name="input">float32 [B, 784] or [B, 28, 28], 0 to 1.</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    public override torch.Tensor forward(torch.Tensor input)
    {
        using var latent = Encode(input);
        return decoder.call(latent.Mean);
    }
}

/// <summary>
/// The half of a variational autoencoder that draws: a point of the latent space in, picture out. Fed with noise it is a generator.
/// </summary>
/// <remarks>float32 [B, latent size] -> float32 [B, 784], 0 to 1.</remarks>
public sealed class VaeDecoder : GeneratorNetwork
{
    internal VaeDecoder(int latentSize)
        : base(
            latentSize,
            labelCount: 0,
            ("dense1", Linear(latentSize, 256)),
            ("relu1", ReLU()),
            ("dense2", Linear(256, 512)),
            ("relu2", ReLU()),
            ("dense3", Linear(512, DigitImage.PixelCount)),
            ("sigmoid", Sigmoid()))
    {
    }

    /// <summary>The picture before the final sigmoid: losses are computed from it, because it is not rounded near 0 and 1.</summary>
    /// <param name="latent">float32 [B, latent size].</param>
    /// <returns>float32 [B, 784], any number; the caller owns it.</returns>
    public torch.Tensor Logits(torch.Tensor latent) => this.CallAllButLast(latent);
}

/// <summary>
/// The distributions that an encoder gives a batch of pictures: for each a normal distribution in latent space with a diagonal covariance.
/// </summary>
/// <remarks>Owns its tensors: dispose it, or let the dispose scope that it was made in do so.</remarks>
/// <param name="mean">float32 [B, latent size].</param>
/// <param name="logVariance">float32 [B, latent size].</param>
public sealed class LatentDistribution(torch.Tensor mean, torch.Tensor logVariance) : IDisposable
{
    /// <summary>The means: float32 [B, latent size]. Owned by this object.</summary>
    public torch.Tensor Mean { get; } = mean;

    /// <summary>
    /// The natural logarithms of the variances: float32 [B, latent size]. A logarithm may be any number, like the output of a layer without
    /// an activation; a variance may not. Owned by this object.
    /// </summary>
    public torch.Tensor LogVariance { get; } = logVariance;

    /// <summary>The standard deviations.</summary>
    /// <returns>float32 [B, latent size], above 0; the caller owns it.</returns>
    public torch.Tensor Width()
    {
        using var half = LogVariance / 2;
        return half.exp();
    }

    /// <summary>
    /// One sample from each distribution, by the reparameterisation trick: mean + width * noise. All randomness is in the noise, so
    /// gradients pass through to mean and width.
    /// </summary>
    /// <param name="noise">float32 [B, latent size], standard normal.</param>
    /// <returns>float32 [B, latent size]; the caller owns it.</returns>
    /// <remarks>Kingma and Welling 2013, "Auto-encoding variational Bayes", arXiv:1312.6114, section 2.4.</remarks>
    public torch.Tensor Sample(torch.Tensor noise)
    {
        using var scope = torch.NewDisposeScope();
        return (Mean + (Width() * noise)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// How far each distribution is from the standard normal one, which pictures will be drawn from: the Kullback-Leibler divergence,
    /// 1/2 of the sum over all dimensions of mean^2 + variance - 1 - ln variance.
    /// </summary>
    /// <returns>float32 [B], in nats, 0 or more; the caller owns it.</returns>
    /// <remarks>Kingma and Welling 2013, arXiv:1312.6114, appendix B.</remarks>
    public torch.Tensor DivergenceFromStandard()
    {
        using var scope = torch.NewDisposeScope();
        var terms = Mean.square() + LogVariance.exp() - 1 - LogVariance;
        return (terms.sum([1]) / 2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        LogVariance.Dispose();
    }
}
