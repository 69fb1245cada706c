using System.Text.Json;
using System.Text.Json.Serialization;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>
/// The room's sources: as the installer last saved them on the box (<c>sources.json</c>), else from the settings.
/// </summary>
internal sealed class SourceList
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private readonly string _path;
    private volatile IReadOnlyList<SourceOptions> _current;

    /// <param name="settings">What the setting <c>Sources</c> says.</param>
    /// <exception cref="SourcesException">The settings' or the saved sources cannot be.</exception>
    public SourceList(string dataFolder, IReadOnlyList<SourceOptions> settings, StoreRepairs repairs, TimeProvider time)
    {
        _path = Path.Combine(dataFolder, "sources.json");
        _current = SealedFile.Read<IReadOnlyList<SourceOptions>>(_path, text => JsonSerializer.Deserialize<List<SourceOptions>>(text, _json) ?? [], repairs, time) ?? settings;
        Require(_current);
    }

    /// <summary>Raised when <see cref="Current"/> has changed.</summary>
    public ChangeSignal Changed { get; } = new();

    public IReadOnlyList<SourceOptions> Current => _current;

    /// <summary>Whether they may be replaced now; the recorder says no while it records. Null: yes.</summary>
    public Func<RecorderException?> Objection { get; set; } = () => null;

    /// <summary>Checks, saves and applies; when it throws, nothing has changed.</summary>
    /// <exception cref="SourcesException">They cannot be.</exception>
    /// <exception cref="RecorderException">recorder_busy: a recording runs.</exception>
    public async Task ReplaceAsync(IReadOnlyList<SourceOptions> sources, CancellationToken cancellationToken)
    {
        Require(sources);
        if (Objection() is { } objection) throw objection;
        await SealedFile.WriteAsync(_path, JsonSerializer.Serialize(sources, _json), DurableFile.OwnerOnly, cancellationToken);
        _current = sources;
        Changed.Raise();
    }

    private static void Require(IReadOnlyList<SourceOptions> sources)
    {
        var faults = SourceRules.Check(sources);
        if (faults.Count > 0) throw new SourcesException(faults);
    }
}

/// <summary>Sources that cannot be: one sentence each, saying which, what and what is allowed.</summary>
internal sealed class SourcesException(IReadOnlyList<string> problems) : Exception(string.Join(' ', problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
