using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Tongtang.Protocol.Settings;

namespace Tongtang.Protocol.Programs;

/// <summary>A setting that is changed so often that it has an option of its own.</summary>
/// <param name="Option">As typed, such as <c>--data</c>.</param>
/// <param name="Setting">Section and name, such as <c>Agent:DataFolder</c>.</param>
public sealed record ShortOption(string Option, string Setting, string Description);

/// <summary>
/// Options that every command shares, and the settings they lead to. In order, later wins: the appsettings.json beside
/// the program, <c>--settings</c>, environment variables <c>TONGTANG_…</c>, the command line.
/// </summary>
public sealed class SettingOptions(params IEnumerable<ShortOption> shortOptions)
{
    private readonly List<(ShortOption Short, Option<string?> Option)> _short =
        [.. shortOptions.Select(s => (s, new Option<string?>(s.Option) { Description = s.Description, Recursive = true }))];

    private readonly Option<FileInfo?> _settings = new("--settings") { Description = "A settings file; see appsettings.json for what it may say.", Recursive = true };
    private readonly Option<string[]> _set = new("--set") { Description = "Any setting as Section:Name=value; may be repeated.", Recursive = true };

    public IEnumerable<Option> All => [.. _short.Select(s => s.Option), _settings, _set];

    /// <param name="instead">Settings that come before the settings file, e.g. the sources of a made-up room.</param>
    /// <exception cref="SettingException">A file or an option cannot be read.</exception>
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
            // The innermost names line and byte.
            throw new SettingException([$"{error.Message} {error.GetBaseException().Message}"]);
        }
    }

    /// <summary>What the command line sets; of one setting given twice the last counts, and <c>--set</c> counts more than a short option.</summary>
    private Dictionary<string, string?> CommandLine(ParseResult parsed)
    {
        var given = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (known, option) in _short)
        {
            if (parsed.GetValue(option) is { } value) given[known.Setting] = value;
        }
        foreach (var pair in parsed.GetValue(_set) ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new SettingException([$"--set is \"{pair}\"; allowed: Section:Name=value"]);
            given[pair[..at]] = pair[(at + 1)..];
        }
        return given;
    }
}
