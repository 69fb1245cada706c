namespace Tongtang.DeviceDrivers.Contract;

/// <summary>Holds a command against what a device can do, before any byte is sent. Pure.</summary>
public static class CommandCheck
{
    /// <summary>The command with what may be left out filled in, or why it cannot be done.</summary>
    public static (DeviceCommand? Command, CommandResult? Refusal) Check(IReadOnlyList<Capability> capabilities, DeviceCommand command)
    {
        var capability = capabilities.FirstOrDefault(c => c.Id == command.Capability);
        if (capability is null) return No(CommandProblems.NotSupported, $"capability is \"{command.Capability}\"; this device has: {Listed(capabilities.Select(c => c.Id))}");
        var action = capability.Actions.FirstOrDefault(a => a.Id == command.Action);
        if (action is null) return No(CommandProblems.NotSupported, $"action is \"{command.Action}\"; {capability.Id} allows: {Listed(capability.Actions.Select(a => a.Id))}");

        var stranger = command.Arguments.Keys.FirstOrDefault(name => action.Arguments.All(a => a.Name != name));
        if (stranger is not null) return No(CommandProblems.ArgumentInvalid, $"argument \"{stranger}\" is unknown; {capability.Id}.{action.Id} takes: {Listed(action.Arguments.Select(a => a.Name))}");
        var whole = new Dictionary<string, DeviceValue>();
        foreach (var argument in action.Arguments)
        {
            if ((command.Arguments.TryGetValue(argument.Name, out var given) ? given : argument.Default) is not { } value)
                return No(CommandProblems.ArgumentInvalid, $"argument \"{argument.Name}\" is missing: {Allowed(argument)}");
            if (!Fits(argument, value)) return No(CommandProblems.ArgumentInvalid, $"argument \"{argument.Name}\" is \"{Short(value)}\"; allowed: {Allowed(argument)}");
            whole[argument.Name] = value;
        }

        return (command with { Arguments = whole }, null);
    }

    /// <summary>The state that a checked command leads to; empty when its action leads to none.</summary>
    public static IReadOnlyDictionary<string, DeviceValue> LeadsTo(IReadOnlyList<Capability> capabilities, DeviceCommand command)
    {
        var action = capabilities.FirstOrDefault(c => c.Id == command.Capability)?.Actions.FirstOrDefault(a => a.Id == command.Action);
        return action is null
            ? new Dictionary<string, DeviceValue>()
            : action.LeadsTo.ToDictionary(pair => Fill(pair.Key, command), pair => ValueOf(pair.Value, command));
    }

    private static bool Fits(ActionArgument argument, DeviceValue value) => argument.Kind switch
    {
        ValueKind.Flag => value.TryFlag(out _),
        ValueKind.Number => value.TryNumber(out var number) && !(number < argument.Minimum) && !(number > argument.Maximum) && (!argument.Whole || number == Math.Floor(number)),
        ValueKind.Choice => value.TryText(out var text) && argument.Options.Any(option => option.Id == text),
        _ => value.TryText(out var text) && !(text.Length > argument.Maximum),
    };

    private static string Allowed(ActionArgument argument) => argument.Kind switch
    {
        ValueKind.Flag => "true, false",
        ValueKind.Number => $"{(argument.Whole ? "a whole number" : "a number")}{(argument.Minimum is { } least ? $" from {least}" : "")}{(argument.Maximum is { } most ? $" to {most}" : "")}",
        ValueKind.Choice => Listed(argument.Options.Select(option => option.Id)),
        _ => argument.Maximum is { } length ? $"text of at most {length} characters" : "text",
    };

    private static DeviceValue ValueOf(DeviceValue value, DeviceCommand command) =>
        value.TryText(out var text) && text.StartsWith('{') && text.EndsWith('}') && command.Arguments.TryGetValue(text[1..^1], out var argument) ? argument : value;

    private static string Fill(string property, DeviceCommand command)
    {
        foreach (var (name, value) in command.Arguments) property = property.Replace($"{{{name}}}", value.ToString(), StringComparison.Ordinal);
        return property;
    }

    private static string Short(DeviceValue value) => value.ToString() is { Length: > 60 } text ? text[..60] + "…" : value.ToString();

    private static string Listed(IEnumerable<string> words) => string.Join(", ", words) is { Length: > 0 } list ? list : "nothing";

    private static (DeviceCommand?, CommandResult?) No(string code, string message) => (null, CommandResult.Refused(code, message));
}
