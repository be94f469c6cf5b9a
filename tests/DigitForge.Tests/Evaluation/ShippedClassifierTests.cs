using System.Security.Cryptography;
using DigitForge.Data;
using DigitForge.Evaluation;
using Shared;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class ShippedClassifierTests
{
    [Fact]
    public void It_reads_at_least_99_2_percent_of_the_test_images_rightly()
    {
        using var classifier = ShippedClassifier.Load(Repository.ModelsFolder);
        using var test = Repository.LoadMnist(DataSplit.Test);
        Assert.InRange(ClassifierAccuracy.Measure(classifier, test), 0.992, 1);
    }

    [Fact]
    public void Its_readme_has_the_files_checksum()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Repository.ModelsFolder, ShippedClassifier.FileName));
        string readme = File.ReadAllText(RepositoryFolder.File("data", "models", "README.md"));
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(file)), readme, StringComparison.Ordinal);
    }
}
