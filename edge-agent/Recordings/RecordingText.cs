namespace Tongtang.EdgeAgent.Recordings;

/// <summary>Words that people give a recording. What the hub would refuse is refused here, while somebody can still mend it: later the lesson could not be sent.</summary>
internal static class RecordingText
{
    private const int Longest = 200;

    /// <param name="what">The first part of the error's code.</param>
    /// <exception cref="RecorderException">WHAT_too_long, WHAT_invalid.</exception>
    public static void Require(string? text, string what)
    {
        if (text?.Length > Longest)
            throw new RecorderException($"{what}_too_long", $"The {what} has {text.Length} characters; allowed: at most {Longest}.");
        if (text?.Any(char.IsControl) == true)
            throw new RecorderException($"{what}_invalid", $"The {what} has a control character or a line break in it; allowed: at most {Longest} visible characters of any script.");
    }
}
