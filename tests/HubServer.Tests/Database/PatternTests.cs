using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Tests.Database;

public sealed class PatternTests
{
    [Theory]
    [InlineData("第三小学", "%第三小学%")]
    [InlineData("1年级（2）班", "%1年级（2）班%")]
    [InlineData(" Unit 4 É ", "%unit 4 É%")]
    [InlineData("100%_\\", "%100\\%\\_\\\\%")]
    public void Contains_Text_FindsItAnywhere(string text, string pattern) => Assert.Equal(pattern, Pattern.Contains(text));

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void Contains_NoText_FiltersNothing(string? text) => Assert.Null(Pattern.Contains(text));
}
