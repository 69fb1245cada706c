using System.Collections.Immutable;
using Tongtang.DeviceDrivers.Contract;

namespace Tongtang.EdgeAgent.Devices;

internal enum DeviceHealth
{
    Connecting,
    Online,
    Offline,

    /// <summary>Switched off by a person: not spoken to.</summary>
    Disabled,
}

/// <summary>How a device stands. Immutable.</summary>
internal sealed record DeviceSnapshot
{
    public required DeviceOptions Options { get; init; }

    public DeviceHealth Health { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Stable; empty: none.</summary>
    public string ProblemCode { get; init; } = "";

    /// <summary>English, without any secret.</summary>
    public string Problem { get; init; } = "";

    /// <summary>What it can do, with what the box adds to it.</summary>
    public required IReadOnlyList<Capability> Capabilities
    {
        get;
        init
        {
            field = UsageHours.Complete(value);
            HoursCounted = !ReferenceEquals(field, value);
        }
    }

    /// <summary>It tells no hours of use: the box counts them.</summary>
    public bool HoursCounted { get; private init; }

    public ImmutableSortedDictionary<string, DeviceValue> Properties { get; init; } = ImmutableSortedDictionary<string, DeviceValue>.Empty;

    public ImmutableSortedDictionary<string, double> Readings { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    public ImmutableSortedDictionary<string, string> Identity { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The snapshot after a piece of news; the same object when it changes nothing. What names or texts are too long is cut, what is too many is left out.</summary>
    public DeviceSnapshot With(DeviceNews news) => news switch
    {
        StateNews { Value: { } value } state when !(Properties.TryGetValue(state.Property, out var old) && old == value) && (Properties.Count < 200 || Properties.ContainsKey(state.Property))
            => this with { Properties = Properties.SetItem(state.Property, Cut(value)) },
        StateNews { Value: null } state when Properties.ContainsKey(state.Property) => this with { Properties = Properties.Remove(state.Property) },
        ReadingNews reading when double.IsFinite(reading.Value) && (Readings.Count < 200 || Readings.ContainsKey(reading.Name)) => this with { Readings = Readings.SetItem(reading.Name, reading.Value) },
        CapabilityNews told => this with { Capabilities = told.Capabilities },
        IdentityNews fact when !(Identity.TryGetValue(fact.Fact, out var known) && known == Cut(fact.Value)) && Identity.Count < 32 => this with { Identity = Identity.SetItem(fact.Fact, Cut(fact.Value)) },
        _ => this,
    };

    private static string Cut(string text) => text.Length > 500 ? text[..500] : text;

    private static DeviceValue Cut(DeviceValue value) => value.TryText(out var text) ? Cut(text) : value;
}
