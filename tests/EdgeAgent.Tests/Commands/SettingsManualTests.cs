using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Tongtang.EdgeAgent.Broker;
using Tongtang.EdgeAgent.Commands;
using Tongtang.EdgeAgent.Copies;
using Tongtang.EdgeAgent.HomeAssistant;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Panel;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.EdgeAgent.Uploads;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Tests.Commands;

/// <summary>appsettings.json is the manual: it has every setting, with its default and a comment, and nothing else.</summary>
public sealed partial class SettingsManualTests
{
    private static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, "appsettings.json");

    private static readonly Dictionary<string, Type> Sections = new()
    {
        ["Agent"] = typeof(AgentOptions),
        ["Recording"] = typeof(RecordingOptions),
        ["Monitor"] = typeof(MonitorOptions),
        ["Broker"] = typeof(BrokerOptions),
        ["HomeAssistant"] = typeof(HomeAssistantOptions),
        ["Hub"] = typeof(HubOptions),
        ["Uploads"] = typeof(UploadOptions),
        ["Panel"] = typeof(PanelOptions),
        ["Copies"] = typeof(CopyOptions),
        ["Logs"] = typeof(LogOptions),
    };

    public static TheoryData<string> SectionNames => [.. Sections.Keys];

    [Theory]
    [MemberData(nameof(SectionNames))]
    public void Section_EverySetting_IsThereWithItsDefault(string section)
    {
        using var manual = JsonDocument.Parse(File.ReadAllText(Path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var written = manual.RootElement.GetProperty(section);
        var defaults = Activator.CreateInstance(Sections[section])!;
        var settable = Sections[section].GetProperties().Where(p => p.SetMethod is not null).ToList();
        Assert.Equal(settable.Select(p => p.Name).Order(), written.EnumerateObject().Select(p => p.Name).Order());
        foreach (var property in settable) Assert.Equal(Text(property.GetValue(defaults)), Text(written.GetProperty(property.Name)));
    }

    [Fact]
    public void EverySetting_HasAComment()
    {
        var lines = File.ReadAllLines(Path);
        var bare = lines.Index().Where(l => Setting().IsMatch(l.Item) && !lines[l.Index - 1].TrimStart().StartsWith("//", StringComparison.Ordinal)).Select(l => l.Item.Trim());
        Assert.Empty(bare);
    }

    [Theory]
    [InlineData(typeof(SourceOptions))]
    [InlineData(typeof(UploadWindow))]
    public void ListItems_EveryMember_IsExplained(Type item)
    {
        var comments = string.Join('\n', File.ReadAllLines(Path).Where(l => l.TrimStart().StartsWith("//", StringComparison.Ordinal)));
        Assert.All(item.GetProperties().Where(p => p.SetMethod is not null), p => Assert.Contains(p.Name, comments));
    }

    [Fact]
    public void Manual_AsShipped_LetsTheBoxStart()
    {
        using var folder = new Harness.TemporaryFolder();
        var settings = new ConfigurationBuilder().AddJsonFile(Path).AddInMemoryCollection([new("Agent:DataFolder", folder["data"])]).Build();
        Program.Build(settings);
    }

    [Theory]
    [InlineData("Uploads:Paralel", "2", "Uploads:Paralel is not a setting; did you mean Parallel?")]
    [InlineData("Uploads:Parallel", "40", "Uploads:Parallel is \"40\"; allowed: a whole number from 1 to 16")]
    [InlineData("Hub:ConnectTimeout", "10s", "Hub:ConnectTimeout is \"10s\"; allowed: a duration as hh:mm:ss")]
    [InlineData("Hub:Address", "http://hub:8701", "Hub: Address is \"http://hub:8701/\"; allowed: an https address")]
    [InlineData("Panel:Listen", "http://0.0.0.0:8710", "allowed: a loopback address, or OpenToNetwork true")]
    [InlineData("Panel:Listen", "https://127.0.0.1:8710", "allowed: http://, an IP address or localhost")]
    [InlineData("Broker:Listen", "box", "Broker: Listen is \"box\"; allowed: an IP address")]
    [InlineData("Broker:Kind", "other", "Broker: Address is empty; allowed with Kind other: mqtt://host:port")]
    [InlineData("Broker:Address", "http://x", "Broker: Address is \"http://x/\"; allowed: mqtt://host:port")]
    [InlineData("Upload:Parallel", "2", "Upload is not a setting; did you mean Uploads?")]
    [InlineData("Uploads:Windows:0:From", "25:00", "Uploads:Windows:0:From is \"25:00\"; allowed: a time of day")]
    public void Start_WrongSetting_IsRefusedByName(string name, string value, string expected)
    {
        using var folder = new Harness.TemporaryFolder();
        var settings = new ConfigurationBuilder().AddJsonFile(Path).AddInMemoryCollection([new("Agent:DataFolder", folder["data"]), new(name, value)]).Build();
        var error = Assert.Throws<SettingException>(() => Program.Build(settings));
        Assert.Contains(expected, error.Message);
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        JsonElement { ValueKind: JsonValueKind.Array } list => list.GetArrayLength().ToString(CultureInfo.InvariantCulture),
        JsonElement { ValueKind: JsonValueKind.Null } => "null",
        JsonElement element => element.ToString().ToLowerInvariant(),
        string text => text.ToLowerInvariant(),
        Uri uri => uri.OriginalString,
        IList list => list.Count.ToString(CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture)!.ToLowerInvariant(),
        _ => value.ToString()!.ToLowerInvariant(),
    };

    [GeneratedRegex("^\\s*\"[A-Za-z]+\":", RegexOptions.None, 1000)]
    private static partial Regex Setting();
}
