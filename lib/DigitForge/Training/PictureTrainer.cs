using DigitForge.Data;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>
/// A training run of any network that draws pictures from noise: it trains on real images, and draws its samples from the same noise.
/// </summary>
/// <remarks>Owns the samples; dispose it when they are no longer needed.</remarks>
/// <typeparam name="TRecord">The measurements of an iteration.</typeparam>
public abstract class PictureTrainer<TRecord> : Trainer<TRecord>
    where TRecord : struct, IIterationRecord<TRecord>
{
    private readonly int batchSize;
    private readonly int noiseSize;

    /// <summary>Prepares a run. Nothing is trained yet.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="data">The real images; the caller owns them.</param>
    /// <param name="random">Draws the batches and all noise; the caller owns it.</param>
    /// <param name="noiseSize">The number of noise values from which one picture is drawn.</param>
    /// <exception cref="OneSentenceException">A setting of the recipe is out of range.</exception>
    /// <exception cref="OneSentenceException">The images do not have the size that the networks expect.</exception>
    protected PictureTrainer(TrainingRecipe recipe, ImageDataSet data, torch.Generator random, int noiseSize)
        : base(recipe, data.Identity, random)
    {
        if (data.PixelCount != Models.Generator.PixelCount)
            throw new OneSentenceException($"{data.Name}: found images of {data.PixelCount} pixels, expected {Models.Generator.PixelCount}, the number that the networks draw.");
        (batchSize, this.noiseSize, Data) = (recipe.BatchSize, noiseSize, data);
        SampleNoise = Noise(recipe.SampleCount).DetachFromDisposeScope();
    }

    internal ImageDataSet Data { get; }

    internal torch.Tensor SampleNoise { get; }

    /// <summary>Draws pictures from the samples' noise with the current weights. This does not affect the run.</summary>
    /// <returns>float32 [sample count, 784], 0 to 1; the caller owns it.</returns>
    public torch.Tensor Draw() => Generate(SampleNoise);

    /// <summary>Frees the samples and their noise. Does not dispose the networks or the data.</summary>
    public override void Dispose()
    {
        SampleNoise.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected internal sealed override torch.Tensor DrawSample() => Draw();

    /// <inheritdoc/>
    private protected override IReadOnlyDictionary<string, torch.Tensor> FurtherTensors => new Dictionary<string, torch.Tensor>
    {
        ["sample_noise"] = SampleNoise,
    };

    /// <summary>Draws pictures in inference mode.</summary>
    /// <param name="noise">float32 [B, noise size].</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    protected abstract torch.Tensor Generate(torch.Tensor noise);

    /// <summary>Draws a batch of real images at random.</summary>
    /// <returns>float32 [batch size, 784], 0 to 1; the caller owns it.</returns>
    protected torch.Tensor RealBatch() => Data.RandomBatch(batchSize, Random);

    /// <summary>Draws standard normal noise.</summary>
    /// <param name="count">The number of rows.</param>
    /// <returns>float32 [count, noise size]; the caller owns it.</returns>
    protected torch.Tensor Noise(int count) => torch.randn(count, noiseSize, generator: Random);
}
