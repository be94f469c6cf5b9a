using System.Globalization;

namespace NotebookRunner;

/// <summary>The language that the system speaks to its user.</summary>
internal static class SystemLanguage
{
    // POSIX.1-2024, 8.2, "Internationalization Variables": the first that is set counts.
    private static readonly string[] Variables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>Its code; English where this program does not speak it.</summary>
    public static string Find() => Find(Environment.GetEnvironmentVariable, CultureInfo.CurrentUICulture.Name);

    /// <summary>Looks for it in the environment, and then in the system's culture, as Windows and macOS have it.</summary>
    /// <param name="variable">The value of an environment variable; null or empty where it is not set.</param>
    /// <param name="culture">The culture's name; empty where .NET has no cultures.</param>
    internal static string Find(Func<string, string?> variable, string culture)
    {
        string name = Variables.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? culture;
        // zh_CN.UTF-8, zh-Hans
        string language = name.Split('_', '-', '.', '@')[0].ToLowerInvariant();
        return Translation.All.Contains(language) ? language : Translation.English;
    }
}
