using Xunit;

namespace NotebookRunner.Tests;

public sealed class SystemLanguageTests
{
    [Theory]
    [InlineData("zh", "zh")]
    [InlineData("zh_CN.UTF-8", "zh")]
    [InlineData("zh_CN.gb18030@stroke", "zh")]
    [InlineData("zh-Hans", "zh")]
    [InlineData("ZH_cn", "zh")]
    [InlineData("en_US.UTF-8", "en")]
    [InlineData("de_DE.UTF-8", "en")]
    [InlineData("zho", "en")]
    [InlineData("C.UTF-8", "en")]
    [InlineData("POSIX", "en")]
    public void It_is_found_in_the_name_of_a_locale(string locale, string language)
    {
        Assert.Equal(language, Find("", ("LANG", locale)));
        Assert.Equal(language, Find(locale));
    }

    [Fact]
    public void The_first_variable_that_is_set_and_not_empty_counts()
    {
        Assert.Equal("zh", Find("", ("LC_ALL", "zh_CN"), ("LC_MESSAGES", "en_US"), ("LANG", "en_US")));
        Assert.Equal("en", Find("", ("LC_ALL", "C"), ("LC_MESSAGES", "zh_CN"), ("LANG", "zh_CN")));
        Assert.Equal("zh", Find("", ("LC_ALL", ""), ("LC_MESSAGES", "zh_CN"), ("LANG", "en_US")));
        Assert.Equal("zh", Find("", ("LC_MESSAGES", ""), ("LANG", "zh_CN")));
    }

    [Fact]
    public void The_systems_culture_counts_where_no_variable_is_set()
    {
        Assert.Equal("zh", Find("zh-CN"));
        Assert.Equal("en", Find("zh-CN", ("LANG", "en_US.UTF-8")));
        Assert.Equal("en", Find(""));
    }

    private static string Find(string culture, params (string Name, string Value)[] variables) =>
        SystemLanguage.Find(variables.ToDictionary(pair => pair.Name, pair => pair.Value).GetValueOrDefault, culture);
}
