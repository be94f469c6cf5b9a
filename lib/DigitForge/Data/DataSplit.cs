namespace DigitForge.Data;

/// <summary>Which part of a data set: the one to learn from, or the one to test with.</summary>
public enum DataSplit
{
    /// <summary>The training part; 60,000 images in MNIST.</summary>
    Training,

    /// <summary>The test part; 10,000 images in MNIST.</summary>
    Test,
}
