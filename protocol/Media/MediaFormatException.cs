namespace Tongtang.Protocol.Media;

/// <summary>Bytes that are not the fragmented MP4 they should be. The message names box, offset and what is allowed.</summary>
public sealed class MediaFormatException : FormatException
{
    /// <param name="box">Four characters of the box, e.g. <c>trun</c>.</param>
    /// <param name="offset">Where the box begins, in bytes from the start of the stream or file.</param>
    /// <param name="problem">What is wrong and what is allowed.</param>
    public MediaFormatException(string box, long offset, string problem)
        : base($"Box '{box}' at byte {offset}: {problem}")
    {
        Box = box;
        Offset = offset;
    }

    public string Box { get; }

    public long Offset { get; }
}
