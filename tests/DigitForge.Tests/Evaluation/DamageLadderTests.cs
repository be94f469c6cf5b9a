using DigitForge.Data;
using DigitForge.Evaluation;
using DigitForge.Runtime;
using Shared;
using Xunit;

namespace DigitForge.Tests.Evaluation;

/// <summary>The shipped inspector as a measure of known damage.</summary>
public sealed class DamageLadderTests(DamageLadderTests.Measured measured) : IClassFixture<DamageLadderTests.Measured>
{
    public static TheoryData<string> Kinds => [.. DamageLadder.Kinds.Select(kind => kind.Name)];

    public static TheoryData<string> Spoiling => [.. DamageLadder.Kinds.Where(kind => kind.SpoilsEachPicture).Select(kind => kind.Name)];

    private DamageRung Undamaged => measured.Ladder.Rungs[0];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_distance_grows_with_every_rung(string kind)
    {
        double[] distances = [Undamaged.Measured.FrechetDistance, .. Rungs(kind).Select(rung => rung.Measured.FrechetDistance)];
        Assert.True(distances.Length >= 5);
        Assert.Equal(distances.Distinct().Order(), distances);
    }

    [Theory]
    [MemberData(nameof(Spoiling))]
    public void Precision_falls_with_every_rung_of_a_damage_that_spoils_each_picture(string kind)
    {
        double[] precisions = [Undamaged.Measured.PrecisionRecall.Precision, .. Rungs(kind).Select(rung => rung.Measured.PrecisionRecall.Precision)];
        Assert.Equal(precisions.Distinct().OrderDescending(), precisions);
    }

    [Fact]
    public void Broken_strokes_cost_more_than_what_an_eye_forgives()
    {
        var broken = Rung("holes", 0.3).Measured;
        Assert.All(
            [Rung("blur", 1), Rung("faintness", 0.3), Rung("shift", 1)],
            forgiven => Assert.True(forgiven.Measured.FrechetDistance < broken.FrechetDistance, $"{forgiven}"));
        Assert.InRange(broken.PrecisionRecall.Precision, 0, 0.4);
    }

    [Fact]
    public void As_text_it_is_a_table_with_a_row_for_each_rung()
    {
        string[] lines = measured.Ladder.ToString().Split('\n');
        Assert.Equal(2 + measured.Ladder.Rungs.Count, lines.Length);
        Assert.StartsWith("| none | 0 | ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("| dust (part of all pixels switched on) | 0.005 | ", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void More_pictures_than_half_of_the_digits_are_refused() =>
        Assert.Equal(
            "digits: found 1,000 pictures, expected at least 1,200, twice as many as are measured on each rung.",
            Assert.Throws<OneSentenceException>(() => DamageLadder.Measure(measured.Evaluator, measured.Few, 600, TorchRuntime.Random(1))).Message.Replace(measured.Few.Name, "digits", StringComparison.Ordinal));

    private IEnumerable<DamageRung> Rungs(string kind) => measured.Ladder.Rungs.Where(rung => rung.Kind.Name == kind);

    private DamageRung Rung(string kind, double strength) => Rungs(kind).Single(rung => rung.Strength == strength);

    /// <summary>The whole ladder, measured once, with fewer pictures than in the lesson.</summary>
    public sealed class Measured : IDisposable
    {
        private const int Pictures = 2_000;

        private readonly ImageDataSet training = DataSets.Mnist.Load(RepositoryFolder.File("data", "mnist"));
        private readonly ImageDataSet test = DataSets.Mnist.Load(RepositoryFolder.File("data", "mnist"), DataSplit.Test);

        public Measured()
        {
            Evaluator = Evaluator.Load(Repository.ModelsFolder, training, test);
            using var random = TorchRuntime.Random(1);
            Ladder = DamageLadder.Measure(Evaluator, training, Pictures, random);
        }

        internal Evaluator Evaluator { get; }

        internal DamageLadder Ladder { get; }

        internal ImageDataSet Few { get; } = Digits.Part(0, 1_000);

        public void Dispose()
        {
            Evaluator.Dispose();
            Few.Dispose();
            training.Dispose();
            test.Dispose();
        }
    }
}
