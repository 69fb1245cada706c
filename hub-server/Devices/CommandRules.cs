namespace Tongtang.HubServer.Devices;

/// <summary>Why a command does not go to the box: a stable code, the same as the box's own, and English for logs.</summary>
internal sealed record CommandFault(string Code, string Message);

/// <summary>Holds a command against what the device's description says it can do, before anything is sent. Pure.</summary>
internal static class CommandRules
{
    private const string NotSupported = "command_not_supported";
    private const string ArgumentInvalid = "command_argument_invalid";
    private const int LongestText = 2000;

    /// <summary>What is wrong with it, or null. The box checks again and fills in what was left out.</summary>
    public static CommandFault? Fault(DriverDescription description, string capabilityId, string actionId, IReadOnlyDictionary<string, PropertyValue> arguments)
    {
        if (description.Find(capabilityId) is not { } capability)
            return new(NotSupported, $"capability is \"{Short(capabilityId)}\"; this device has: {Listed(description.Capabilities.Select(known => known.Id))}");
        if (capability.Actions.FirstOrDefault(known => known.Id == actionId) is not { } action)
            return new(NotSupported, $"action is \"{Short(actionId)}\"; {capability.Id} allows: {Listed(capability.Actions.Select(known => known.Id))}");
        if (arguments.Keys.FirstOrDefault(name => action.Arguments.All(known => known.Name != name)) is { } stranger)
            return new(ArgumentInvalid, $"argument \"{Short(stranger)}\" is unknown; {capability.Id}.{action.Id} takes: {Listed(action.Arguments.Select(known => known.Name))}");
        foreach (var argument in action.Arguments)
        {
            if (!arguments.TryGetValue(argument.Name, out var value))
            {
                if (argument.Default is null) return new(ArgumentInvalid, $"argument \"{argument.Name}\" is missing: {Allowed(argument)}");
            }
            else if (!Fits(argument, value))
            {
                return new(ArgumentInvalid, $"argument \"{argument.Name}\" is \"{Short(value.ToString())}\"; allowed: {Allowed(argument)}");
            }
        }
        return null;
    }

    /// <summary>Whether it takes the power from something, which nobody does to a room that is recording by way of a list. What hangs on a relay, nobody knows.</summary>
    public static bool TurnsOff(string capability, string action) => capability is "power" or "relay" && action != "on";

    private static bool Fits(DescribedArgument argument, PropertyValue value) => argument.Kind switch
    {
        "flag" => value.Flag is not null,
        "number" => value.Number is { } number && !(number < argument.Minimum) && !(number > argument.Maximum) && (!argument.Whole || number == Math.Floor(number)),
        "choice" => value.Text is { } text && argument.Options.Any(option => option.Id == text),
        "text" => value.Text is { } text && !(text.Length > (argument.Maximum ?? LongestText)),
        // A kind of a newer box: it checks itself.
        _ => value.Text is not { Length: > LongestText },
    };

    private static string Allowed(DescribedArgument argument) => argument.Kind switch
    {
        "flag" => "true, false",
        "number" => $"{(argument.Whole ? "a whole number" : "a number")}{(argument.Minimum is { } least ? $" from {least}" : "")}{(argument.Maximum is { } most ? $" to {most}" : "")}",
        "choice" => Listed(argument.Options.Select(option => option.Id)),
        _ => $"text of at most {argument.Maximum ?? LongestText} characters",
    };

    private static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;

    private static string Listed(IEnumerable<string> words) => string.Join(", ", words) is { Length: > 0 } list ? list : "nothing";
}
