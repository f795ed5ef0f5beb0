package io.cotangent.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Serves one content over HTTP/1.1 on the loopback address, whole, in ranges, or cut off. */
final class LoopbackServer implements AutoCloseable {
  private final ServerSocket socket;
  private final byte[] content;
  private final int cut;
  private final List<String> ranges = new CopyOnWriteArrayList<>();

  /**
   * Serves {@code /whole}, {@code /plain} (no ranges) and {@code /cut}, whose first answer ends
   * after some bytes.
   */
  LoopbackServer(byte[] content, int cut) throws IOException {
    this.content = content;
    this.cut = cut;
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "loopback server");
    thread.setDaemon(true);
    thread.start();
  }

  URI base() {
    return URI.create(
        "http://" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort());
  }

  /** The range that each request asked for, {@code null} as a word for the whole. */
  List<String> ranges() {
    return ranges;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        answer(connection);
      } catch (IOException e) {
        // closed, or the client has gone
      }
    }
  }

  private void answer(Socket connection) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
    String path = String.valueOf(in.readLine()).split(" ", -1)[1];
    String range = "null";
    for (String h = in.readLine(); h != null && !h.isEmpty(); h = in.readLine()) {
      range = h.toLowerCase(Locale.ROOT).startsWith("range: ") ? h.substring(7) : range;
    }
    OutputStream out = connection.getOutputStream();
    if (!List.of("/whole", "/cut", "/plain").contains(path)) {
      out.write(head("404 Not Found", 0));
      return;
    }
    boolean first = ranges.isEmpty();
    ranges.add(range);
    boolean part = !range.equals("null") && !path.equals("/plain");
    int from = part ? Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1")) : 0;
    int until = path.equals("/cut") && first ? cut : content.length;
    out.write(head(part ? "206 Partial Content" : "200 OK", content.length - from));
    out.write(content, from, until - from);
  }

  private static byte[] head(String status, int length) {
    return ("HTTP/1.1 "
            + status
            + "\r\nContent-Length: "
            + length
            + "\r\nConnection: close\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
