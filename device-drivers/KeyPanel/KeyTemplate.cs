using System.Text.Json;
using Tongtang.DeviceDrivers.CommandTable;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.KeyPanel;

/// <summary>What a serial key panel says and hears, as a file: see the README. Read strictly; bytes are written as in command tables.</summary>
internal sealed record KeyTemplate
{
    public required Words Names { get; init; }

    /// <summary>Where the bytes come from.</summary>
    public required string Source { get; init; }

    public required Proof Proof { get; init; }

    public TableChecksum Checksum { get; init; } = TableChecksum.None;

    public required KeyFrame Frame { get; init; }

    public required IReadOnlyList<TemplateKey> Keys { get; init; }

    public KeyLight? Light { get; init; }

    /// <exception cref="DeviceException"><see cref="DeviceProblems.SettingInvalid"/>, naming file, place and what is allowed.</exception>
    public static KeyTemplate Parse(string file, ReadOnlySpan<byte> json)
    {
        try
        {
            var template = JsonSerializer.Deserialize<KeyTemplate>(json, DriverJson.Strict) ?? throw new JsonException("the file is empty");
            var problems = template.Problems().ToList();
            return problems.Count == 0 ? template : throw new DeviceException(DeviceProblems.SettingInvalid, $"{file}: {string.Join("; ", problems)}");
        }
        catch (JsonException error)
        {
            throw new DeviceException(DeviceProblems.SettingInvalid, $"{file}: {error.Path ?? "$"} (line {error.LineNumber + 1}): {error.Message.Split(" Path:", 2)[0]}", error);
        }
        catch (FormatException error)
        {
            throw new DeviceException(DeviceProblems.SettingInvalid, $"{file}: {error.Message}", error);
        }
    }

    /// <summary>Which key went down or up by this frame; a panel that has no release tells both at once.</summary>
    public IEnumerable<(string Key, bool Down)> Read(byte[] frame)
    {
        foreach (var key in Keys)
        {
            if (TableTemplate.Parse(key.Press).Match(frame, Checksum) is not null)
            {
                yield return (key.Id, true);
                if (key.Release.Length == 0) yield return (key.Id, false);
                yield break;
            }

            if (key.Release.Length > 0 && TableTemplate.Parse(key.Release).Match(frame, Checksum) is not null)
            {
                yield return (key.Id, false);
                yield break;
            }
        }
    }

    public byte[] LightBytes(TemplateKey key, bool on) => TableTemplate.Parse(on ? Light!.On : Light!.Off).Fill(_ => new FieldValue { Bytes = [(byte)key.Code] }, Checksum);

    private IEnumerable<string> Problems()
    {
        if (Keys.Count is 0 or > 64) yield return $"keys has {Keys.Count}; allowed: 1 to 64";
        foreach (var twice in Keys.GroupBy(key => key.Id).Where(group => group.Count() > 1)) yield return $"key \"{twice.Key}\" is there {twice.Count()} times";
        foreach (var twice in Keys.SelectMany(key => new[] { key.Press, key.Release }).Where(text => text.Length > 0).GroupBy(text => text).Where(group => group.Count() > 1)) yield return $"\"{twice.Key}\" is there {twice.Count()} times";
        if (Frame.Start.Length == 0 || TableTemplate.Parse(Frame.Start) is { HasWildcard: true } or { HasSum: true } || TableTemplate.Parse(Frame.Start).Fields.Any()) yield return $"$.frame.start is \"{Frame.Start}\"; allowed: at least one byte, and bytes only";
        if (Frame.Length is not 0 and (< 2 or > 64)) yield return $"$.frame.length is {Frame.Length}; allowed: 2 to 64, or lengthAt";
        if (Frame.Length == 0 && Frame.LengthAt is < 1 or > 16) yield return $"$.frame.lengthAt is {Frame.LengthAt}; allowed: 1 to 16";
        if (Light is not null && Keys.Any(key => key.Code is < 0 or > 255)) yield return "$.keys: a code is 0 to 255";
        foreach (var (text, i) in Keys.SelectMany((key, i) => new[] { (key.Press, i), (key.Release, i) }))
        {
            if (TableTemplate.Parse(text).Fields.Any()) yield return $"$.keys[{i}]: \"{text}\" has a field; allowed: bytes, .. and {{sum}}";
        }

        if (Keys.Any(key => key.Press.Length == 0)) yield return "$.keys: press is empty";
        if (Light is { } light && TableTemplate.Parse(light.On).Fields.Concat(TableTemplate.Parse(light.Off).Fields).Any(field => field != "code")) yield return "$.light: the only field is {code}";
    }
}

/// <summary>How a frame is found: what it begins with, and how long it is.</summary>
internal sealed record KeyFrame
{
    public required string Start { get; init; }

    /// <summary>0: the byte at <see cref="LengthAt"/> says it.</summary>
    public int Length { get; init; }

    public int LengthAt { get; init; }

    /// <summary>So many more than that byte says.</summary>
    public int LengthAdds { get; init; }

    public FrameCutter Cutter()
    {
        var start = TableTemplate.Parse(Start).Fill(_ => default, TableChecksum.None);
        return received =>
        {
            for (var at = 0; at < received.Length; at++)
            {
                var rest = received[at..];
                if (rest.Length < start.Length ? !start.AsSpan().StartsWith(rest) : !rest.StartsWith(start)) continue;
                if (Length == 0 && rest.Length <= LengthAt || rest.Length < start.Length) return new(at, 0);
                var length = Length > 0 ? Length : rest[LengthAt] + LengthAdds;
                if (length < start.Length || length > 64) continue;
                return rest.Length < length ? new(at, 0) : new(at, length);
            }

            return new(received.Length, 0);
        };
    }
}

/// <param name="Press">What the panel says when it goes down; ".." is any byte.</param>
/// <param name="Release">When it goes up; empty: it does not say.</param>
/// <param name="Code">Of its light.</param>
internal sealed record TemplateKey(string Id, string Zh, string En, string Press, string Release = "", int Code = 0);

internal sealed record KeyLight(string On, string Off);
