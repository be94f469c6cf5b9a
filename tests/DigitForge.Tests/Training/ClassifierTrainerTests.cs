using DigitForge.Data;
using DigitForge.Evaluation;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class ClassifierTrainerTests
{
    [Fact]
    public void A_thousand_pictures_teach_it_to_read_digits_it_has_not_seen()
    {
        using var training = Digits.Part(0, 1_000);
        using var unseen = Digits.Part(1_000, 500);
        using var random = TorchRuntime.Random(1);
        using var classifier = new DigitClassifier(random);
        var heard = new List<ClassifierProgress>();

        ClassifierTrainer.Train(classifier, training, random, epochs: 4, new InlineProgress<ClassifierProgress>(heard.Add));

        Assert.Equal([1, 2, 3, 4], heard.Select(progress => progress.Epoch));
        Assert.True(heard[3].Loss < heard[0].Loss / 2, string.Join("; ", heard));
        Assert.InRange(ClassifierAccuracy.Measure(classifier, unseen), 0.8, 1);
        Assert.False(classifier.training);
    }

    [Fact]
    public void Fewer_than_one_epoch_and_pictures_of_another_size_are_refused()
    {
        using var random = TorchRuntime.Random(1);
        using var classifier = new DigitClassifier(random);
        using var digits = Digits.Part(0, 10);
        var refusal = Assert.Throws<OneSentenceException>(() => ClassifierTrainer.Train(classifier, digits, random, epochs: 0));
        Assert.Equal("The number of epochs is 0; expected at least 1.", refusal.Message);

        using var small = ImageDataSet.From(new IdxArray([1, 2, 2], new byte[4]), new IdxArray([1], [0]), null, "small");
        var wrongSize = Assert.Throws<OneSentenceException>(() => ClassifierTrainer.Train(classifier, small, random));
        Assert.Equal("small: found images of 4 pixels in 1 classes, expected 784 pixels and at most 10 classes.", wrongSize.Message);
    }
}
