using System.Globalization;
using Xunit;

namespace Shared;

/// <summary>Cultures whose numbers, signs and letters differ most from those of the invariant culture and from each other.</summary>
internal static class Cultures
{
    /// <summary>German: 1.234,5. Turkish: the capital of i is not I. Chinese. Swedish: the minus sign is U+2212. Persian: U+066B for the point.</summary>
    public static TheoryData<string> Names => ["de-DE", "tr-TR", "zh-CN", "sv-SE", "fa-IR"];

    /// <summary>Runs some code under a culture. Skips the test if the machine does not have the culture.</summary>
    public static T Under<T>(string name, Func<T> work)
    {
        Assert.SkipWhen(
            AppContext.TryGetSwitch("System.Globalization.Invariant", out bool isInvariant) && isInvariant
            || Environment.GetEnvironmentVariable("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") is "1" or "true",
            "This machine knows no culture: DOTNET_SYSTEM_GLOBALIZATION_INVARIANT is set, or ICU is missing.");
        var (before, beforeUI) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(name);
            return work();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeUI);
        }
    }
}
