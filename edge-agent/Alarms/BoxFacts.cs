using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Alarms;

/// <summary>What is known of one source's picture and sound.</summary>
/// <param name="Silent">False where it has no sound, or that is not known.</param>
/// <param name="StillFor">How long its pictures have been alike; null: there are none.</param>
internal sealed record SourceFinding(string Name, SourceRole Role, SourceState State, string ProblemCode, bool Silent, double? FloorDb, bool Black, TimeSpan? StillFor);

/// <summary>A store that was damaged and mended.</summary>
/// <param name="Lost">Empty: nobody can count it.</param>
internal sealed record MendedStore(string Name, TimeSpan Ago, string Damage, string MovedTo, long Saved, string Lost);

/// <summary>All that the rules look at, at one moment.</summary>
internal sealed record BoxFacts
{
    /// <summary>A lesson is recorded, and what is recorded is meant to be seen and heard.</summary>
    public bool Records { get; init; }

    public IReadOnlyList<SourceFinding> Sources { get; init; } = [];

    public double HoursLeft { get; init; } = double.MaxValue;

    /// <summary>Media waits although the hub is there and uploads are allowed, and none of it has gone for this long.</summary>
    public TimeSpan UploadStuckFor { get; init; }

    public long PendingBytes { get; init; }

    /// <summary>Media has waited, with the hub there or without it, for this long.</summary>
    public TimeSpan UploadWaitsFor { get; init; }

    public TimeSpan? ClockOffset { get; init; }

    /// <summary>False: neither this machine's clock is to be believed, nor has the hub told its own. What goes by the time of day waits.</summary>
    public bool TimeKnown { get; init; } = true;

    /// <summary>Until the box's certificate ends, by the hub's clock; null: none, or the time is not known.</summary>
    public TimeSpan? CertificateEnds { get; init; }

    public IReadOnlyList<MendedStore> Mended { get; init; } = [];

    /// <summary>Items that the outbox had to delete and that nobody was told of yet.</summary>
    public long Evicted { get; init; }

    /// <summary>Devices that should be there and cannot be reached, with the stable code of why.</summary>
    public IReadOnlyList<(string Id, string ProblemCode)> DevicesDown { get; init; } = [];

    /// <summary>What rules of the room want told, with the rule's own words.</summary>
    public IReadOnlyList<(string Rule, string Device, string Zh, string En)> RulesMet { get; init; } = [];

    /// <summary>Alarms that are raised, by key: what ends them lies a little off what begins them.</summary>
    public IReadOnlySet<string> Raised { get; init; } = new HashSet<string>();

    /// <summary>For <see cref="Records"/>. A lesson that has nothing on disk yet is one: while no source delivers, it gets no further.</summary>
    public static bool IsLesson(RecorderStatus status) =>
        status.State is RecorderState.Starting or RecorderState.Recording or RecorderState.Stopping && !status.Covered;
}
