using System.Text;

namespace Tongtang.DeviceDrivers.Transport.Mqtt;

/// <summary>Topics and filters by section 4.7 of MQTT 3.1.1. Pure.</summary>
public static class MqttTopics
{
    private const int MostBytes = 65535;

    /// <summary>May be published to: no wildcards, no NUL, not empty.</summary>
    public static bool IsTopic(string topic) => IsText(topic) && topic.AsSpan().IndexOfAny('+', '#') < 0;

    /// <summary>May be subscribed to: "+" and "#" only as a whole level, "#" only as the last.</summary>
    public static bool IsFilter(string filter)
    {
        if (!IsText(filter)) return false;
        var levels = filter.Split('/');
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] == "#" && i < levels.Length - 1) return false;
            if (levels[i].Length > 1 && levels[i].AsSpan().IndexOfAny('+', '#') >= 0) return false;
        }

        return true;
    }

    public static bool HasWildcard(string filter) => filter.AsSpan().IndexOfAny('+', '#') >= 0;

    /// <summary>Whether a message of the topic belongs to the filter; wildcards at the beginning do not stand for topics that begin with "$".</summary>
    public static bool Matches(string filter, string topic)
    {
        if (topic.StartsWith('$') && (filter.StartsWith('+') || filter.StartsWith('#'))) return false;
        ReadOnlySpan<char> wanted = filter, given = topic;
        while (true)
        {
            var (level, left, more) = Next(wanted);
            if (level is "#") return true;
            var (part, rest, deeper) = Next(given);
            if (level is not "+" && !level.SequenceEqual(part)) return false;
            // "a/#" is "a" too.
            if (!deeper) return !more || left is "#";
            if (!more) return false;
            wanted = left;
            given = rest;
        }
    }

    private static Level Next(ReadOnlySpan<char> topic)
    {
        var end = topic.IndexOf('/');
        return end < 0 ? new(topic, default, More: false) : new(topic[..end], topic[(end + 1)..], More: true);
    }

    private static bool IsText(string topic) => topic.Length > 0 && !topic.Contains('\0') && Encoding.UTF8.GetByteCount(topic) <= MostBytes && IsWhole(topic);

    /// <summary>Half a surrogate pair is no UTF-8.</summary>
    private static bool IsWhole(string topic)
    {
        for (var i = 0; i < topic.Length; i++)
        {
            if (!char.IsSurrogate(topic[i])) continue;
            if (i + 1 >= topic.Length || !char.IsSurrogatePair(topic[i], topic[i + 1])) return false;
            i++;
        }

        return true;
    }

    private readonly ref struct Level(ReadOnlySpan<char> name, ReadOnlySpan<char> rest, bool More)
    {
        private readonly ReadOnlySpan<char> _name = name;
        private readonly ReadOnlySpan<char> _rest = rest;
        private readonly bool _more = More;

        public void Deconstruct(out ReadOnlySpan<char> level, out ReadOnlySpan<char> left, out bool more)
        {
            level = _name;
            left = _rest;
            more = _more;
        }
    }
}
