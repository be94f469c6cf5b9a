using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>How far points lie apart, for many points at once.</summary>
internal static class SquaredDistances
{
    /// <summary>All squared Euclidean distances, by |a - b|^2 = |a|^2 + |b|^2 - 2 ab, which leaves the work to one matrix product.</summary>
    /// <param name="a">float64 [N, D].</param>
    /// <param name="b">float64 [M, D].</param>
    /// <returns>float64 [N, M], 0 or more; the caller owns it.</returns>
    /// <remarks>
    /// Where a and b are all but equal the difference is lost in rounding: some 1e-16 of |a|^2, so that a distance below about
    /// 1e-7 of the points' length may come out as any such. float32 would lose a thousandth.
    /// </remarks>
    public static torch.Tensor Between(torch.Tensor a, torch.Tensor b)
    {
        using var scope = torch.NewDisposeScope();
        var lengths = a.square().sum([1], keepdim: true) + b.square().sum([1]);
        return lengths.addmm_(a, b.t(), beta: 1, alpha: -2).clamp_(min: 0).MoveToOuterDisposeScope();
    }
}
