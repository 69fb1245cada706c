namespace Tongtang.EdgeAgent.Sources;

/// <summary>Why a source does not deliver, for people: a code that pages translate and one English sentence, neither with a secret.</summary>
/// <param name="Code">Stable, e.g. <c>source_refused</c>.</param>
/// <param name="Text">One sentence in the product's words.</param>
/// <param name="Words">What the program or the system said of it, for the log alone; credentials taken out.</param>
internal sealed record SourceProblem(string Code, string Text, string Words = "")
{
    /// <summary>As the log has it.</summary>
    public override string ToString() => Words.Length == 0 ? $"{Code}: {Text}" : $"{Code}: {Text} ({Words})";

    public static SourceProblem Stalled(TimeSpan silence) => new("source_stalled", $"The source is connected but has sent nothing for {silence.TotalSeconds:0} s.");

    public static SourceProblem Hangs(TimeSpan limit) => new("source_hangs", $"The source does not answer within {limit.TotalSeconds:0} s.");

    public static SourceProblem Garbled(string words) => new("source_garbled", "The source sends something that is neither picture nor sound.", words);

    public static SourceProblem DeviceMissing { get; } = new("source_device_missing", "The device is not plugged in.");

    public static SourceProblem FileMissing { get; } = new("source_file_missing", "The file is not there.");

    public static SourceProblem NothingToRecord { get; } = new("source_empty", "The source has neither picture nor sound.");

    public static SourceProblem NoPicture { get; } = new("source_no_picture", "The camera sends sound but no picture.");

    public static SourceProblem PictureChanged { get; } = new("source_changed", "The picture changed its size or format; recording goes on with the new one.");

    public static SourceProblem ClockJumped { get; } = new("source_clock_jumped", "The source's clock jumped; recording goes on.");

    public static SourceProblem Restless { get; } = new("source_restless", "The source broke off and came back a thousand times in this recording; it is recorded again in the next one.");

    public static SourceProblem NoProgram { get; } = new("capture_program_missing", "The program that captures (ffmpeg) cannot be started on this box.");

    public static SourceProblem Disk { get; } = new("disk_write_failed", "The recording cannot be written to the disk.");
}
