using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Tongtang.Harness;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;

namespace Tongtang.Protocol.Tests.Programs;

public sealed class SettingOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SettingOptions _options = new(new ShortOption("--data", "Test:DataFolder", "A folder."));

    public SettingOptionsTests()
    {
        // The program's own settings lie beside it; this test program has none.
        var beside = Path.Combine(AppContext.BaseDirectory, "appsettings.json");
        if (!File.Exists(beside)) File.WriteAllText(beside, "{}");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CommandLine_WinsOverTheFile()
    {
        File.WriteAllText(_folder["s.json"], """{ "Test": { "DataFolder": "file", "Other": "file" } }""");
        var read = Read("--settings", _folder["s.json"], "--data", "option", "--set", "Test:More=set");
        Assert.Equal(("option", "file", "set"), (read["Test:DataFolder"], read["Test:Other"], read["Test:More"]));
    }

    [Fact]
    public void File_ThatIsNoJson_IsToldWithItsLine()
    {
        File.WriteAllText(_folder["s.json"], "{\n  \"Test\": { \"A\": 3 }\n  \"Hub\": {}\n}");
        var error = Assert.Throws<SettingException>(() => Read("--settings", _folder["s.json"]));
        Assert.Contains("s.json", error.Message);
        Assert.Contains("LineNumber: 2", error.Message);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("=3")]
    public void Set_WithoutAName_IsRefused(string set) => Assert.Contains(set, Assert.Throws<SettingException>(() => Read("--set", set)).Message);

    [Fact]
    public void File_ThatIsNotThere_IsNamed() => Assert.Contains("nope.json", Assert.Throws<SettingException>(() => Read("--settings", _folder["nope.json"])).Message);

    private IConfiguration Read(params string[] args)
    {
        var root = new RootCommand();
        foreach (var option in _options.All) root.Options.Add(option);
        return _options.Read(root.Parse(args));
    }
}
