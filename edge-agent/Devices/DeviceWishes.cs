using Tongtang.DeviceDrivers.Contract;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>What scenes and the hub want of one device: a state that it shall come to.</summary>
/// <param name="LeadsTo">The state; reached, the wish is fulfilled and forgotten, so that nobody at the device's own keys is contradicted later.</param>
/// <param name="Until">Then it is forgotten too.</param>
/// <param name="TriedAt">When it was last sent; null: never.</param>
internal sealed record DeviceWish(DeviceCommand Command, IReadOnlyDictionary<string, DeviceValue> LeadsTo, bool Repeatable, TimeSpan Until, TimeSpan? TriedAt);

/// <summary>
/// Keeps what is wanted of a device that could not do it at once: it was unreachable, warming up, or another wish came in
/// between. Desired minus actual is what is left to do. Pure but for its list; not thread safe.
/// </summary>
internal sealed class DeviceWishes
{
    /// <summary>A projector may be plugged in minutes after the lesson has begun; an hour later nobody remembers.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(10);
    private readonly List<DeviceWish> _wishes = [];

    public int Count => _wishes.Count;

    /// <summary>A newer wish for the same property takes the older one's place.</summary>
    /// <param name="tried">It has been sent already.</param>
    public void Add(DeviceCommand command, IReadOnlyDictionary<string, DeviceValue> leadsTo, bool repeatable, bool tried, TimeSpan now)
    {
        if (leadsTo.Count == 0) return;
        _wishes.RemoveAll(wish => wish.LeadsTo.Keys.Any(leadsTo.ContainsKey));
        _wishes.Add(new DeviceWish(command, leadsTo, repeatable, now + Kept, tried ? now : null));
    }

    /// <summary>The next command to send, or null. What was sent and cannot be repeated is not sent again.</summary>
    public DeviceCommand? Next(IReadOnlyDictionary<string, DeviceValue> actual, TimeSpan now)
    {
        _wishes.RemoveAll(wish => now >= wish.Until || wish.LeadsTo.All(pair => actual.TryGetValue(pair.Key, out var value) && value == pair.Value));
        if (actual.TryGetValue("power", out var power) && power.ToString() is "warming" or "cooling") return null;
        var index = _wishes.FindIndex(wish => wish.TriedAt is not { } tried || wish.Repeatable && now - tried >= s_retry);
        if (index < 0) return null;
        _wishes[index] = _wishes[index] with { TriedAt = now };
        return _wishes[index].Command;
    }
}
