using System.CommandLine;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Commands;

/// <summary>
/// Options that every command shares, and the settings they lead to. In order, later wins: the appsettings.json beside
/// the program, <c>--settings</c>, environment variables <c>TONGTANG_…</c>, the command line.
/// </summary>
internal sealed class SettingOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "Folder for recordings, identity and logs.", Recursive = true };
    private readonly Option<FileInfo?> _settings = new("--settings") { Description = "A settings file; see appsettings.json for what it may say.", Recursive = true };
    private readonly Option<string?> _listen = new("--listen") { Description = "Address of the panel, such as http://127.0.0.1:8710.", Recursive = true };
    private readonly Option<string[]> _set = new("--set") { Description = "Any setting as Section:Name=value; may be repeated.", Recursive = true };

    public IEnumerable<Option> All => [_data, _settings, _listen, _set];

    /// <param name="instead">Settings that come before the settings file, e.g. the sources of a made-up room.</param>
    public IConfiguration Read(ParseResult parsed, IEnumerable<KeyValuePair<string, string?>>? instead = null)
    {
        var builder = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: false, reloadOnChange: false)
            .AddInMemoryCollection(instead ?? []);
        if (parsed.GetValue(_settings) is { } file)
        {
            if (!file.Exists) throw new SettingException([$"--settings is \"{file.FullName}\"; there is no such file"]);
            builder.AddJsonFile(file.FullName, optional: false, reloadOnChange: false);
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
        if (parsed.GetValue(_data) is { } data) yield return new("Agent:DataFolder", data);
        if (parsed.GetValue(_listen) is { } listen) yield return new("Panel:Listen", listen);
        foreach (var pair in parsed.GetValue(_set) ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new SettingException([$"--set is \"{pair}\"; allowed: Section:Name=value"]);
            yield return new(pair[..at], pair[(at + 1)..]);
        }
    }
}
