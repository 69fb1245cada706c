using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;

namespace Tongtang.HubServer.Tests.Web;

/// <summary>appsettings.json is the manual: every setting is in it, with its default and a comment.</summary>
public sealed class ManualTests
{
    private static readonly string s_file = Path.Combine(AppContext.BaseDirectory, "appsettings.json");

    /// <summary>The records behind the sections, found by their summary's word: every settings record belongs to one.</summary>
    private static readonly Dictionary<string, Type> s_sections = typeof(WebSettings).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Settings", StringComparison.Ordinal) && type.Namespace!.StartsWith("Tongtang.HubServer", StringComparison.Ordinal) && !type.IsNested)
        .Append(typeof(LogOptions))
        .ToDictionary(type => type.Name switch { "WebSettings" => "Hub", "LogOptions" => "Logs", "AgentSettings" => "Agents", "AccountSettings" => "Accounts", var name => name[..^"Settings".Length] }, StringComparer.Ordinal);

    [Fact]
    public void EverySetting_IsInTheManual_WithItsDefault()
    {
        using var manual = JsonDocument.Parse(File.ReadAllText(s_file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        Assert.Equal(s_sections.Keys.Order(StringComparer.Ordinal), manual.RootElement.EnumerateObject().Select(section => section.Name).Order(StringComparer.Ordinal));
        var configuration = new ConfigurationBuilder().AddJsonFile(s_file).Build();
        foreach (var (section, type) in s_sections)
        {
            var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).ToList();
            Assert.Equal(properties.Select(p => p.Name).Order(StringComparer.Ordinal), manual.RootElement.GetProperty(section).EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
            var read = typeof(SettingsReader).GetMethod(nameof(SettingsReader.Read))!.MakeGenericMethod(type).Invoke(null, [configuration, section]);
            var defaults = Activator.CreateInstance(type);
            foreach (var property in properties)
            {
                var (shown, real) = (property.GetValue(read), property.GetValue(defaults));
                if (real is System.Collections.IEnumerable and not string) Assert.Equal(JsonSerializer.Serialize(real), JsonSerializer.Serialize(shown));
                else Assert.True(Equals(real, shown), $"{section}:{property.Name} is {shown} in appsettings.json and {real} in the program");
            }
        }
    }

    [Fact]
    public void EverySetting_HasACommentAboveIt()
    {
        var lines = File.ReadAllLines(s_file).Select(line => line.Trim()).ToList();
        foreach (var (index, line) in lines.Index())
        {
            if (line.StartsWith('"')) Assert.True(lines[index - 1].StartsWith("// ", StringComparison.Ordinal), $"appsettings.json says nothing about {line}");
        }
    }

    [Theory]
    [InlineData("Hub:Lisen", "http://127.0.0.1:1", "Listen")]
    [InlineData("Hubb:Listen", "http://127.0.0.1:1", "Hub")]
    [InlineData("Hub:MaxBodyBytes", "lots", "1024")]
    [InlineData("Hub:MaxBodyBytes", "5", "1024")]
    [InlineData("Accounts:SessionIdle", "12 hours", "12 hours")]
    [InlineData("Logs:Level", "loud", "information")]
    [InlineData("Hub:Listen", "http://0.0.0.0:8700", "https://")]
    [InlineData("Hub:Hosts:0", "https://hub.example", "without scheme")]
    [InlineData("Hub:CertificateKey", "key.pem", "without Certificate")]
    [InlineData("Hub:Listen", "ftp://127.0.0.1:1", "https://")]
    [InlineData("Agents:Listen", "http://127.0.0.1:8701", "https://")]
    [InlineData("Hub:Listen", "http://127.0.0.1:8701/pages", "port")]
    public async Task Start_WithAWrongSetting_SaysWhichAndWhatIsAllowed(string setting, string value, string told)
    {
        var error = await Assert.ThrowsAsync<SettingException>(() => RunningHub.StartAsync(settings: [new(setting, value)]));

        Assert.Contains(setting.Split(':')[0], error.Message, StringComparison.Ordinal);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }
}
