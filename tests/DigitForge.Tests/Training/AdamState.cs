namespace DigitForge.Tests.Training;

/// <summary>Adam as in Keras, one number at a time: alpha_t = alpha sqrt(1 - beta2^t) / (1 - beta1^t).</summary>
internal sealed class AdamState(double[] values)
{
    private const double Rate = 1e-3;
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;

    private readonly double[] mean = new double[values.Length];
    private readonly double[] square = new double[values.Length];

    public void Step(double[] gradient, int step, double epsilon)
    {
        double rate = Rate * Math.Sqrt(1 - Math.Pow(Beta2, step)) / (1 - Math.Pow(Beta1, step));
        for (int i = 0; i < values.Length; i++)
        {
            mean[i] += (gradient[i] - mean[i]) * (1 - Beta1);
            square[i] += ((gradient[i] * gradient[i]) - square[i]) * (1 - Beta2);
            values[i] -= rate * mean[i] / (Math.Sqrt(square[i]) + epsilon);
        }
    }
}
