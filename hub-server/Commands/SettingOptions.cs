using System.CommandLine;
using Tongtang.Protocol.Settings;

namespace Tongtang.HubServer.Commands;

/// <summary>
/// Options that every command shares, and the settings they lead to. In order, later wins: the appsettings.json beside
/// the program, <c>--settings</c>, environment variables <c>TONGTANG_…</c>, the command line.
/// </summary>
internal sealed class SettingOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "Folder for database, media, keys and logs.", Recursive = true };
    private readonly Option<FileInfo?> _settings = new("--settings") { Description = "A settings file; see appsettings.json for what it may say.", Recursive = true };
    private readonly Option<string?> _listen = new("--listen") { Description = "Address of console and API, such as http://127.0.0.1:8700.", Recursive = true };
    private readonly Option<string?> _agents = new("--agents-listen") { Description = "Address for classroom boxes, such as https://0.0.0.0:8701.", Recursive = true };
    private readonly Option<string[]> _set = new("--set") { Description = "Any setting as Section:Name=value; may be repeated.", Recursive = true };

    public IEnumerable<Option> All => [_data, _settings, _listen, _agents, _set];

    public IConfiguration Read(ParseResult parsed)
    {
        var builder = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: false);
        if (parsed.GetValue(_settings) is { } file)
        {
            if (!file.Exists) throw new SettingException([$"--settings is \"{file.FullName}\"; there is no such file"]);
            builder.AddJsonFile(file.FullName, optional: false);
        }
        builder.AddEnvironmentVariables("TONGTANG_");
        builder.AddInMemoryCollection(CommandLine(parsed));
        try
        {
            return builder.Build();
        }
        catch (InvalidDataException error)
        {
            throw new SettingException([$"{error.Message} {error.InnerException?.Message}"]);
        }
    }

    private IEnumerable<KeyValuePair<string, string?>> CommandLine(ParseResult parsed)
    {
        if (parsed.GetValue(_data) is { } data) yield return new("Hub:DataFolder", data);
        if (parsed.GetValue(_listen) is { } listen) yield return new("Hub:Listen", listen);
        if (parsed.GetValue(_agents) is { } agents) yield return new("Agents:Listen", agents);
        foreach (var pair in parsed.GetValue(_set) ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new SettingException([$"--set is \"{pair}\"; allowed: Section:Name=value"]);
            yield return new(pair[..at], pair[(at + 1)..]);
        }
    }
}
