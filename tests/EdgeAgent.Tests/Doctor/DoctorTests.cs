using System.Globalization;
using System.Text.RegularExpressions;
using Tongtang.EdgeAgent.Commands;
using Tongtang.EdgeAgent.Doctor;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Harness;

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
    public void Disk_NearlyFull_IsToldInMegabytes()
    {
        var words = DoctorWords.Say(DiskChecks.Judge(0, 60, 1, Options), chinese: false);
        Assert.StartsWith("Only 60 MB are free; below 1 GB no recording starts.", words);
    }

    [Theory]
    [InlineData("ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers\nbuilt", "ffmpeg works: ffmpeg version 5.1.9-0+deb12u1")]
    [InlineData("", "ffmpeg cannot be run (/bin/true: it is another program)")]
    public void Ffmpeg_IsKnownByWhatItSays(string version, string expected) =>
        Assert.StartsWith(expected, DoctorWords.Say(ToolChecks.JudgeVersion("ffmpeg", "/bin/true", version), chinese: false));

    /// <summary>As an installer would call it, on a box where nothing is right.</summary>
    [Fact]
    public async Task Command_NothingRight_NamesEachThingAndWhatToDo()
    {
        using var folder = new TemporaryFolder();
        var output = new StringWriter();
        var code = await AgentCommands.RunAsync(
            [
                "doctor", "--language", "en", "--data", folder["data"], "--set", "Recording:Ffprobe=/bin/none/ffprobe",
                "--set", "Sources:0:Name=teacher", "--set", "Sources:0:Kind=test", "--set", "Sources:0:Width=320", "--set", "Sources:0:Height=180",
                "--set", "Sources:1:Name=desk", "--set", "Sources:1:Kind=screen", "--set", "Sources:1:Role=screen", "--set", "Sources:1:Address=:987.0",
                "--set", "Sources:2:Name=board", "--set", "Sources:2:Kind=file", "--set", "Sources:2:Address=/none.mp4",
            ],
            output, TextWriter.Null);
        Assert.Equal(1, code);
        var said = output.ToString();
        Assert.Contains("✗ ffprobe cannot be run (/bin/none/ffprobe: No such file or directory).", said);
        Assert.Contains("✓ Source teacher delivers: test", said);
        Assert.Contains("✗ Source desk does not deliver:", said);
        Assert.Contains("✗ Source board does not deliver: The file is not there.", said);
        Assert.Contains("! This box belongs to no room yet.", said);
        Assert.EndsWith("Something is wrong; see to what is marked with ✗ first.\n", said);
    }

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
