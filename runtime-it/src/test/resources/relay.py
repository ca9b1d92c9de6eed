"""relay.py LISTEN CONNECT: carries connections on, each address `tcp:PORT` of the loopback or `unix:PATH`. A socket in the file
system is reached from any network namespace; two of these join two of them."""
import socket
import sys
import threading


def made(address, listen):
    kind, place = address.split(":", 1)
    sock = socket.socket(socket.AF_UNIX if kind == "unix" else socket.AF_INET)
    where = place if kind == "unix" else ("127.0.0.1", int(place))
    if listen:
        sock.bind(where)
        sock.listen(16)
    else:
        sock.connect(where)
    return sock


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # one side has gone


def carry(one):
    with one, made(sys.argv[2], False) as other:
        back = threading.Thread(target=pump, args=(other, one))
        back.start()
        pump(one, other)
        back.join()


server = made(sys.argv[1], True)
while True:
    threading.Thread(target=carry, args=(server.accept()[0],), daemon=True).start()
