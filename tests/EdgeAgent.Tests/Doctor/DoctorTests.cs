using System.Globalization;
using System.Text.RegularExpressions;
using Tongtang.EdgeAgent.Doctor;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Tests.Doctor;

public sealed partial class DoctorTests
{
    private static readonly RecordingOptions Options = new();

    [Theory]
    [InlineData(300, 100_000, 3, "disk_ok")]
    [InlineData(5, 100_000, 3, "disk_slow")]
    [InlineData(300, 500, 3, "disk_full")]
    [InlineData(300, 5000, 3, "disk_low")]
    public void Disk_IsJudgedByWhatTheRoomNeeds(double speed, double free, int sources, string expected) =>
        Assert.Equal(expected, DiskChecks.Judge(speed, free, sources, Options).Code);

    [Fact]
    public void Encoders_Missing_AreNamed()
    {
        var findings = ToolChecks.Judge(ToolChecks.Names(" V....D libx264rgb           x264\n A....D aac                  AAC\n"), [], "auto");
        Assert.Contains(findings, f => f is { Level: FindingLevel.Bad, Code: "encoder_missing" } && (string)f.Values[0] == "libx264");
    }

    [Fact]
    public void Encoders_ListedButNotWorking_AreNotPraised()
    {
        var findings = ToolChecks.Judge(new HashSet<string>(["libx264", "aac", "h264_nvenc"]), ["libx264"], "auto");
        Assert.Equal("libx264, aac", Assert.Single(findings).Values[0]);
    }

    [Fact]
    public async Task Encoder_ThatDoesNotWorkHere_IsNamedAsBad()
    {
        var findings = await new ToolChecks(Options with { Encoder = "nonsense" }, TimeProvider.System).RunAsync(CancellationToken.None);
        Assert.Contains(findings, f => f is { Level: FindingLevel.Bad, Code: "encoder_unusable" } && (string)f.Values[0] == "nonsense");
        Assert.Contains(findings, f => f is { Level: FindingLevel.Good, Code: "encoder_ok" } && ((string)f.Values[0]).Contains("libx264", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("zh", true)]
    [InlineData("zh_CN.UTF-8", true)]
    [InlineData("en_US.UTF-8", false)]
    public void Language_IsTakenFromWhatIsSaid(string language, bool chinese) => Assert.Equal(chinese, DoctorWords.IsChinese(language));

    [Fact]
    public void Words_EverySentence_SaysTheSameThingsInBothLanguages()
    {
        foreach (var code in DoctorWords.Codes)
        {
            var places = Enumerable.Range(0, 5).Select(i => (object)$"<{i}>").ToList();
            var (chinese, english) = (DoctorWords.Say(new Finding(FindingLevel.Good, code, places), true), DoctorWords.Say(new Finding(FindingLevel.Good, code, places), false));
            Assert.Equal(Places(chinese), Places(english));
        }
    }

    private static string Places(string text) => string.Join(' ', Place().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Create(CultureInfo.InvariantCulture, false)));

    [GeneratedRegex("<[0-9]>", RegexOptions.None, 1000)]
    private static partial Regex Place();
}
