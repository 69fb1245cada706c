using System.Text.Json;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.CommandTable;

/// <summary>A table that was checked and is ready for use. Pure.</summary>
internal sealed class CompiledTable
{
    private CompiledTable(CommandTableFile file, IReadOnlyList<Capability> capabilities, IReadOnlyList<CompiledCommand> commands, IReadOnlyList<CompiledPoll> polls, IReadOnlyList<CompiledPoll> told)
    {
        File = file;
        Capabilities = capabilities;
        Commands = commands;
        Polls = polls;
        Told = told;
    }

    public CommandTableFile File { get; }

    public TableChecksum Checksum => File.Checksum;

    /// <summary>What the table's commands and polls come to.</summary>
    public IReadOnlyList<Capability> Capabilities { get; }

    public IReadOnlyList<CompiledCommand> Commands { get; }

    public IReadOnlyList<CompiledPoll> Polls { get; }

    public IReadOnlyList<CompiledPoll> Told { get; }

    /// <exception cref="DeviceException"><see cref="DeviceProblems.SettingInvalid"/>: file, place, what is wrong, and what is allowed.</exception>
    public static CompiledTable Read(string name, ReadOnlySpan<byte> json)
    {
        CommandTableFile file;
        try
        {
            file = JsonSerializer.Deserialize<CommandTableFile>(json, DriverJson.Strict) ?? throw new JsonException("the file is empty");
        }
        catch (JsonException error)
        {
            throw Wrong(name, [$"{error.Path ?? "$"} (line {error.LineNumber + 1}): {error.Message.Split(" Path:", 2)[0]}"]);
        }

        // A list may hold null where its type says that it cannot.
        if (file.Inputs.Contains(null!) || file.Commands.Contains(null!) || file.Polls.Contains(null!) || file.Told.Contains(null!) || file.Commands.Any(command => command.Accept.Contains(null!) || command.Refuse.Contains(null!)))
            throw Wrong(name, ["a list has null in it"]);
        var rules = new CommandTableRules(file);
        var capabilities = rules.Capabilities();
        var commands = rules.Commands();
        var polls = rules.Polls(capabilities);
        var told = rules.Told(capabilities);
        rules.CheckToggles(commands, polls);
        return rules.Problems.Count == 0 ? new CompiledTable(file, capabilities, commands, polls, told) : throw Wrong(name, rules.Problems);
    }

    /// <summary>Cuts what comes in as the table says; without a word of it each piece is a frame.</summary>
    public FrameCutter Frames()
    {
        var framing = File.Framing;
        var (start, end) = (Hex(framing.Start), Hex(framing.End));
        if (end.Length > 0) return received => UpToEnd(received, start, end);
        if (framing.Length > 0 || framing.LengthAt is not null) return received => OfLength(received, start, framing);
        return FrameCutters.Datagram;
    }

    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    private static FrameCut UpToEnd(ReadOnlySpan<byte> received, byte[] start, byte[] end)
    {
        var from = start.Length == 0 ? 0 : received.IndexOf(start);
        if (from < 0) return received.Length >= start.Length ? new(received.Length - start.Length + 1, 0) : FrameCut.More;
        var to = received[(from + start.Length)..].IndexOf(end);
        return to < 0 ? new(from, 0) : new(from, start.Length + to + end.Length);
    }

    private static FrameCut OfLength(ReadOnlySpan<byte> received, byte[] start, TableFraming framing)
    {
        var from = start.Length == 0 ? 0 : received.IndexOf(start);
        if (from < 0) return received.Length >= start.Length ? new(received.Length - start.Length + 1, 0) : FrameCut.More;
        var rest = received[from..];
        var length = framing.Length;
        if (framing.LengthAt is { } at)
        {
            if (rest.Length <= at) return new(from, 0);
            length = rest[at] + framing.LengthAdd;
        }

        if (length <= Math.Max(start.Length, framing.LengthAt ?? 0)) return new(from + 1, 0);
        return new(from, rest.Length >= length ? length : 0);
    }

    private static DeviceException Wrong(string name, IReadOnlyList<string> problems) => new(DeviceProblems.SettingInvalid, $"{name}: {string.Join("; ", problems.Take(20))}");
}

/// <param name="LeadsTo">The property that the command changes, or empty.</param>
internal sealed record CompiledCommand(TableCommand Source, TableTemplate Send, IReadOnlyList<TableTemplate> Accept, IReadOnlyList<TableTemplate> Refuse, string LeadsTo);

/// <param name="Send">Null of what the device says by itself.</param>
internal sealed record CompiledPoll(string Property, TableTemplate? Send, TableTemplate Answer, ValueKind Kind, IReadOnlyDictionary<string, DeviceValue> Values, double Scale, double Offset, bool Reading)
{
    private const string Field = "value";

    /// <summary>What a frame says; <c>Fits</c> false when it is another's answer, the value null when it means nothing to the table.</summary>
    public (bool Fits, DeviceValue? Value) Read(ReadOnlySpan<byte> frame, TableChecksum checksum)
    {
        if (Answer.Match(frame, checksum) is not { } fields) return (false, null);
        var text = fields[Field];
        if (Values.Count > 0) return (true, Values.Where(pair => pair.Key.Equals(text, StringComparison.OrdinalIgnoreCase)).Select(pair => (DeviceValue?)pair.Value).FirstOrDefault());
        if (Kind == ValueKind.Text) return (true, text.Length <= 200 ? DeviceValue.FromText(text) : (DeviceValue?)null);
        return (true, Answer.NumberOf(Field, text) is { } number ? Math.Round(number * Scale + Offset, 6) : null);
    }
}
