using System.Globalization;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Data;

/// <summary>Greyscale images with their labels, stored as bytes. A batch is converted to floats on request.</summary>
/// <remarks>Owns its tensors: dispose it when the images are no longer needed.</remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class ImageDataSet : IDisposable
{
    private const int Colours = 256;
    private const float Brightest = Colours - 1;

    private readonly torch.Tensor pixels;

    private ImageDataSet(torch.Tensor images, torch.Tensor labels, IReadOnlyList<string> classNames, string name)
    {
        Images = images;
        Labels = labels;
        ClassNames = classNames;
        Name = name;
        pixels = images.view(Count, -1).DetachFromDisposeScope();
    }

    /// <summary>The data set's name and split, for messages.</summary>
    public string Name { get; }

    /// <summary>What each label means; the label is the index.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The images: uint8, shape [N, height, width], 0 (background) to 255 (ink). Owned by this object.</summary>
    public torch.Tensor Images { get; }

    /// <summary>The labels: int64, shape [N], 0 to the number of classes - 1. Owned by this object.</summary>
    public torch.Tensor Labels { get; }

    /// <summary>The number of images: N.</summary>
    public int Count => (int)Images.shape[0];

    /// <summary>The number of pixels in an image: 784 in MNIST.</summary>
    public int PixelCount => (int)pixels.shape[1];

    /// <summary>Loads images and labels from any two IDX files. Their format is checked, but no checksum.</summary>
    /// <param name="imagesPath">An IDX file of shape [N, height, width], raw or gzipped.</param>
    /// <param name="labelsPath">An IDX file of shape [N], raw or gzipped.</param>
    /// <param name="classNames">What each label means; by default, its number.</param>
    /// <exception cref="OneSentenceException">A file is missing or damaged, or the two files do not match.</exception>
    public static ImageDataSet Load(string imagesPath, string labelsPath, IReadOnlyList<string>? classNames = null) =>
        From(IdxFile.Read(imagesPath), IdxFile.Read(labelsPath), classNames, Path.GetFileName(imagesPath));

    /// <summary>Creates a data set from two IDX arrays.</summary>
    /// <exception cref="OneSentenceException">The arrays are not images with one label each, or a label has no class name.</exception>
    internal static ImageDataSet From(IdxArray images, IdxArray labels, IReadOnlyList<string>? classNames, string name)
    {
        if (images.Dimensions.Count != 3)
            throw new OneSentenceException($"{name}: found images of shape {images.Shape}, expected 3 dimensions (count x height x width): have images and labels been swapped?");
        if (labels.Dimensions.Count != 1)
            throw new OneSentenceException($"{name}: found labels of shape {labels.Shape}, expected 1 dimension (count): have images and labels been swapped?");
        if (images.Values.Length == 0)
            throw new OneSentenceException($"{name}: found images of shape {images.Shape}, expected at least one pixel.");
        if (images.Dimensions[0] != labels.Dimensions[0])
            throw new OneSentenceException($"{name}: found {images.Dimensions[0]:N0} images and {labels.Dimensions[0]:N0} labels, expected one label for each image.");

        int largest = labels.Values.Max();
        classNames ??= [.. Enumerable.Range(0, largest + 1).Select(label => label.ToString(CultureInfo.InvariantCulture))];
        if (largest >= classNames.Count)
            throw new OneSentenceException($"{name}: found the label {largest}, expected 0 to {classNames.Count - 1}.");

        NativeLibraries.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        var shape = images.Dimensions.Select(size => (long)size).ToArray();
        return new ImageDataSet(
            torch.tensor(images.Values, shape).DetachFromDisposeScope(),
            torch.tensor(labels.Values).to(torch.int64).DetachFromDisposeScope(),
            classNames,
            name);
    }

    /// <summary>Selects images and converts them to a network's input.</summary>
    /// <param name="indices">Which images: int64, shape [B], each 0 to N - 1.</param>
    /// <returns>float32, shape [B, pixels], 0 to 1; the caller owns it.</returns>
    public torch.Tensor Batch(torch.Tensor indices)
    {
        using var bytes = pixels.index_select(0, indices);
        return bytes.to(torch.float32).div_(Brightest);
    }

    /// <summary>Draws a batch of images at random, with replacement, as in the article.</summary>
    /// <param name="size">The batch size: B.</param>
    /// <param name="random">The random number generator.</param>
    /// <returns>float32, shape [B, pixels], 0 to 1; the caller owns it.</returns>
    public torch.Tensor RandomBatch(int size, torch.Generator random)
    {
        using var indices = RandomIndices(size, random);
        return Batch(indices);
    }

    /// <summary>Draws the indices of a random batch, for selecting both its images and its labels.</summary>
    /// <param name="size">The batch size: B.</param>
    /// <param name="random">The random number generator.</param>
    /// <returns>int64, shape [B], each 0 to N - 1; the caller owns it.</returns>
    public torch.Tensor RandomIndices(int size, torch.Generator random) =>
        torch.randint(Count, [size], dtype: torch.int64, generator: random);

    /// <summary>The description of the data that a checkpoint stores. It is the same in every language.</summary>
    internal string Identity =>
        FormattableString.Invariant($"{Name}: {Count:N0} images of {Images.shape[1]} x {Images.shape[2]} pixels in {ClassNames.Count} classes");

    /// <inheritdoc/>
    public override string ToString() =>
        Language.Text($"{Language.Known(Name)}: {Count:N0} images of {Images.shape[1]} x {Images.shape[2]} pixels in {ClassNames.Count} classes");

    /// <inheritdoc/>
    public void Dispose()
    {
        pixels.Dispose();
        Images.Dispose();
        Labels.Dispose();
    }
}
