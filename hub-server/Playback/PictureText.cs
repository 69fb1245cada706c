namespace Tongtang.HubServer.Playback;

/// <summary>Words in pictures, as filters of ffmpeg. Pure. The words themselves lie in files.</summary>
internal static class PictureText
{
    public const string MarkFile = "mark.txt";

    /// <summary>Fontconfig finds the file; without it another font that has the characters.</summary>
    private const string Font = "font=Noto Sans CJK SC";

    /// <summary>In a corner, every half minute another one, so that no crop takes it off; seen, and in nobody's way.</summary>
    public static string Mark { get; } =
        $"drawtext={Font}:textfile={MarkFile}:expansion=none:fontsize=h/26:fontcolor=white@0.55:borderw=2:bordercolor=black@0.35"
        + ":x='if(lt(mod(t,60),30),w-tw-w*0.02,w*0.02)':y='if(lt(mod(t,120),60),h-th-h*0.03,h*0.03)'";

    /// <param name="file">Holds the line.</param>
    /// <param name="size">Of its letters, in pixels.</param>
    /// <param name="y">Of its upper edge.</param>
    /// <param name="isSoft">Paler than the title.</param>
    public static string Line(string file, int size, int y, bool isSoft) =>
        $"drawtext={Font}:textfile={file}:expansion=none:fontsize={size}:fontcolor={(isSoft ? "0xC9D6EA" : "white")}:x=(w-tw)/2:y={y}";
}
