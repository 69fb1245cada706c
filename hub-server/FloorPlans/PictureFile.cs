namespace Tongtang.HubServer.FloorPlans;

/// <summary>A picture that was read to its end: what it is said to be by its bytes, and nothing else is in it.</summary>
/// <param name="MediaType">image/png or image/jpeg.</param>
/// <param name="Bytes">Without what is no picture: texts, places, thumbnails, whatever stood behind its end.</param>
internal sealed record PictureFile(string MediaType, int Width, int Height, byte[] Bytes)
{
    public const int LongestBytes = 3 * 1024 * 1024;

    public const int LongestSide = 8_000;

    /// <summary>A browser holds four bytes for each.</summary>
    public const int MostPixels = 25_000_000;

    /// <returns>Null when it is neither, is damaged, or is too large.</returns>
    public static PictureFile? Read(ReadOnlySpan<byte> file)
    {
        if (file.Length is 0 or > LongestBytes) return null;
        return file[0] == 0x89 ? PngFile.Read(file) : JpegFile.Read(file);
    }

    public static bool IsSize(long width, long height) => width is > 0 and <= LongestSide && height is > 0 and <= LongestSide && width * height <= MostPixels;
}
