using DigitForge.Data;
using Shared;

namespace DigitForge.Tests;

/// <summary>The data that the repository ships.</summary>
internal static class Repository
{
    public static string MnistFolder { get; } = RepositoryFolder.File("data", "mnist");

    public static string ModelsFolder { get; } = RepositoryFolder.File("data", "models");

    public static ImageDataSet LoadMnist(DataSplit split = DataSplit.Training) => DataSets.Mnist.Load(MnistFolder, split);
}
